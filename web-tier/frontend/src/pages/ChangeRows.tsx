import { LinesExplorer } from "@/components/explorer/LinesExplorer";
import { changeLines } from "@/services/lineSources";

export function ChangeRows() {
  return (
    <LinesExplorer
      title="Changes"
      source={changeLines}
      empty="A change is seen where two syncs read different answers from AWS."
      idAt={1}
    />
  );
}
