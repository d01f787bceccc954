import { RelativeTime } from "@/components/ui/RelativeTime";
import { Status } from "@/components/ui/Status";
import { collectorText } from "@/services/collectors";
import type { CoverageGroup } from "@/services/coverageSummary";

const AWS_WORDS = " AWS says: ";

/** Sources of one account that fail alike: what it means, and AWS's own words for who wants them. */
export function CoverageProblem({ group }: { group: CoverageGroup }) {
  const { first, regions, collectors } = group;
  const [meaning = "", ...words] = (first.error ?? "").split(AWS_WORDS);
  return (
    <li className="grid gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-0 lg:grid-cols-[8rem_16rem_1fr_auto]">
      <Status family="coverage" value={first.status} className="self-start font-medium" />
      <span className="min-w-0">
        <bdi className="block font-medium">{first.account_name ?? first.account_id}</bdi>
        <span className="block text-xs text-muted">{regions.join(", ")}</span>
        <span className="block text-xs text-muted">{collectors.map(collectorText).join(", ")}</span>
      </span>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        {meaning}
        {words.length > 0 && (
          <details className="mt-0.5 text-xs text-muted">
            <summary className="w-fit cursor-pointer rounded-sm hover:text-ink">What AWS says</summary>
            <p className="mt-1 font-mono">{words.join(AWS_WORDS)}</p>
          </details>
        )}
      </div>
      <span className="text-xs whitespace-nowrap text-faint">
        last read whole: <RelativeTime value={first.last_good_at} none="never" />
      </span>
    </li>
  );
}
