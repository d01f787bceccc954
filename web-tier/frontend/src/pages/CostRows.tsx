import { LinesExplorer } from "@/components/explorer/LinesExplorer";
import { costLines } from "@/services/lineSources";

export function CostRows() {
  return (
    <LinesExplorer
      title="Charges"
      source={costLines}
      empty="Costs are modelled after a sync has read prices and hours."
      idAt={1}
    />
  );
}
