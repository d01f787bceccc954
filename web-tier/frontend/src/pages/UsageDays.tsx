import { LinesExplorer } from "@/components/explorer/LinesExplorer";
import { usageDays } from "@/services/lineSources";

export function UsageDays() {
  return (
    <LinesExplorer
      title="Days of use"
      source={usageDays}
      empty="Hours are there after a sync of usage has read CloudWatch."
    />
  );
}
