import { Monitor } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { CoverageChip } from "@/components/coverage/CoverageChip";
import { Explorer } from "@/components/explorer/Explorer";
import { FleetTime } from "@/components/fleet/FleetTime";
import { NoFleetYet } from "@/components/overview/NoFleetYet";
import { useParam } from "@/lib/useParam";
import { fleetAt } from "@/services/fleetPast";
import { workspaceSource } from "@/services/workspaces";

const WorkspacePeek = lazy(async () => ({
  default: (await import("@/components/workspace/WorkspacePeek")).WorkspacePeek,
}));

export function Workspaces() {
  const [asOf] = useParam("as_of");
  const source = useMemo(() => (asOf ? fleetAt(asOf) : workspaceSource), [asOf]);
  return (
    <Explorer
      key={source.dataset}
      source={source}
      title="WorkSpaces"
      banner={
        <>
          <FleetTime asOf={asOf} />
          <CoverageChip />
        </>
      }
      empty={<NoFleetYet icon={Monitor} />}
      renderPeek={(id, close) => (
        <Suspense>
          <WorkspacePeek key={id} id={id} onClose={close} />
        </Suspense>
      )}
    />
  );
}
