import { collectorText } from "@/services/collectors";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Status } from "@/components/ui/Status";
import type { CoverageGroup } from "@/services/coverageSummary";

/** Sources of one place that are not read as they should be, with AWS's words. */
export function CoverageProblem({ group }: { group: CoverageGroup }) {
  const { first, collectors } = group;
  return (
    <li className="grid gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-0 lg:grid-cols-[8rem_16rem_1fr_auto]">
      <Status family="coverage" value={first.status} className="self-start font-medium" />
      <span className="min-w-0">
        <span className="block font-medium">
          <bdi>{first.account_name ?? first.account_id}</bdi>, {first.region}
        </span>
        <span className="block text-xs text-muted">{collectors.map(collectorText).join(", ")}</span>
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere] text-muted">{first.error}</span>
      <span className="text-xs whitespace-nowrap text-faint">
        last read whole: <RelativeTime value={first.last_good_at} none="never" />
      </span>
    </li>
  );
}
