import { PlainExplorer } from "@/components/explorer/PlainExplorer";
import { usageDays } from "@/services/lineSources";

export function UsageDays() {
  return (
    <PlainExplorer
      title="Days of use"
      source={usageDays}
      empty="Hours are there after a sync of usage has read CloudWatch."
    />
  );
}
