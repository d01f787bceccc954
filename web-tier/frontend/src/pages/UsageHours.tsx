import { LinesExplorer } from "@/components/explorer/LinesExplorer";
import { hourLines } from "@/services/lineSources";

export function UsageHours() {
  return (
    <LinesExplorer
      title="Hours"
      source={hourLines}
      empty="The hours appear once a sync of usage has read them from CloudWatch."
    />
  );
}
