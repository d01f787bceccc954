import { Monitor } from "lucide-react";
import { CoverageChip } from "@/components/coverage/CoverageChip";
import { Explorer } from "@/components/explorer/Explorer";
import { NoFleetYet } from "@/components/overview/NoFleetYet";
import { WorkspacePeek } from "@/components/workspace/WorkspacePeek";
import { workspaceSource } from "@/services/workspaces";

export function Workspaces() {
  return (
    <Explorer
      source={workspaceSource}
      title="WorkSpaces"
      banner={<CoverageChip />}
      empty={<NoFleetYet icon={Monitor} />}
      renderPeek={(id, close) => <WorkspacePeek key={id} id={id} onClose={close} />}
    />
  );
}
