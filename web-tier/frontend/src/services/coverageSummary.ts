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

export interface CoverageGroup {
  key: string;
  first: CoverageItem;
  regions: string[];
  collectors: string[];
}

const add = (list: string[], one: string) => (list.includes(one) ? list : [...list, one]);

function group(problems: CoverageItem[]): CoverageGroup[] {
  const groups = new Map<string, CoverageGroup>();
  for (const item of problems) {
    const key = [item.account_id, item.status, item.error].join(" ");
    const known = groups.get(key) ?? { key, first: item, regions: [], collectors: [] };
    groups.set(key, {
      ...known,
      regions: add(known.regions, item.region),
      collectors: add(known.collectors, item.collector),
    });
  }
  return [...groups.values()];
}

/** "Harbour Customer Care in 3 Regions", for each account with problems. */
function places(problems: CoverageItem[]): string[] {
  const accounts = new Map<string, string[]>();
  for (const item of problems) {
    const name = item.account_name ?? item.account_id;
    accounts.set(name, add(accounts.get(name) ?? [], item.region));
  }
  return [...accounts].map(([name, regions]) =>
    regions.length === 1
      ? `${name} in ${regions[0] ?? ""}`
      : `${name} in ${formatCount(regions.length, "Region")}`,
  );
}

export interface CoverageSummary {
  /** When everything was last read whole: the newest of the good reads, null if none. */
  lastGoodAt: string | null;
  problems: CoverageItem[];
  /** The same, one entry for sources of one account that fail alike. */
  groups: CoverageGroup[];
  places: string[];
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
    groups: group(problems),
    places: places(problems),
    sentence,
    severe: problems.some((item) => item.status === "denied" || item.status === "failed"),
  };
}
