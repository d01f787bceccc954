import { PlainExplorer } from "@/components/explorer/PlainExplorer";
import { usageHours } from "@/services/lineSources";

export function UsageHours() {
  return (
    <PlainExplorer
      title="Hours of use"
      source={usageHours}
      empty="Hours are there after a sync of usage has read CloudWatch."
    />
  );
}
