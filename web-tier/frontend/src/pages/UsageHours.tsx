import { LinesExplorer } from "@/components/explorer/LinesExplorer";
import { usageHours } from "@/services/lineSources";

export function UsageHours() {
  return (
    <LinesExplorer
      title="Hours of use"
      source={usageHours}
      empty="Hours are there after a sync of usage has read CloudWatch."
    />
  );
}
