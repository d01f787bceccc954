import { LinesExplorer } from "@/components/explorer/LinesExplorer";
import { usageLines } from "@/services/lineSources";

export function UsageRows() {
  return (
    <LinesExplorer
      title="Months of use"
      source={usageLines}
      empty="Hours are there after a sync of usage has read CloudWatch."
      idAt={1}
    />
  );
}
