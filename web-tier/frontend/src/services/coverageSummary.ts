import type { Coverage, CoverageItem } from "@/api/types";
import { formatCount } from "@/lib/format";

const PROBLEMS = ["denied", "failed", "throttled", "partial", "stale"] as const;
const WORDS: Record<(typeof PROBLEMS)[number], string> = {
  denied: "denied by AWS",
  failed: "failing",
  throttled: "slowed down by AWS",
  partial: "read only in part",
  stale: "out of date",
};

export interface CoverageSummary {
  /** When everything was last read whole: the newest of the good reads, null if none. */
  lastGoodAt: string | null;
  problems: CoverageItem[];
  /** "2 sources denied by AWS, 1 out of date". */
  sentence: string;
  severe: boolean;
}

export function summarizeCoverage(coverage: Coverage): CoverageSummary {
  const times = coverage.items.flatMap((item) => item.last_good_at ?? []);
  const problems = coverage.items.filter((item) => PROBLEMS.some((status) => status === item.status));
  const parts = PROBLEMS.flatMap((status) => {
    const count = problems.filter((item) => item.status === status).length;
    return count ? [{ count, words: WORDS[status] }] : [];
  });
  const sentence = parts
    .map(({ count, words }, at) => `${at ? count : formatCount(count, "source")} ${words}`)
    .join(", ");
  return {
    lastGoodAt: times.length ? times.reduce((a, b) => (a > b ? a : b)) : null,
    problems,
    sentence,
    severe: problems.some((item) => item.status === "denied" || item.status === "failed"),
  };
}
