import { Monitor } from "lucide-react";
import { lazy, Suspense } from "react";
import { CoverageChip } from "@/components/coverage/CoverageChip";
import { Explorer } from "@/components/explorer/Explorer";
import { NoFleetYet } from "@/components/overview/NoFleetYet";
import { workspaceSource } from "@/services/workspaces";

const WorkspacePeek = lazy(async () => ({
  default: (await import("@/components/workspace/WorkspacePeek")).WorkspacePeek,
}));

export function Workspaces() {
  return (
    <Explorer
      source={workspaceSource}
      title="WorkSpaces"
      banner={<CoverageChip />}
      empty={<NoFleetYet icon={Monitor} />}
      renderPeek={(id, close) => (
        <Suspense>
          <WorkspacePeek key={id} id={id} onClose={close} />
        </Suspense>
      )}
    />
  );
}
