import { expect, test } from "vitest";
import type { Coverage, CoverageItem } from "@/api/types";
import { summarizeCoverage } from "@/services/coverageSummary";

const item = (over: Partial<CoverageItem>): CoverageItem => ({
  account_id: "111111111111",
  account_name: "Core",
  region: "us-east-1",
  collector: "workspaces",
  status: "ok",
  last_good_at: "2026-11-22T12:00:00Z",
  last_attempt_at: "2026-11-22T12:00:00Z",
  covered_from: null,
  covered_to: null,
  throttled: 0,
  api_calls: 4,
  cost_usd: 0,
  api_calls_this_month: 400,
  cost_usd_this_month: 0,
  every_minutes: 30,
  next_run_at: null,
  meaning: null,
  error: null,
  detail: null,
  ...over,
});
const of = (items: CoverageItem[]): Coverage => ({ items, worst: "ok" });

test("all well is no problem, and what was never tried is none either", () => {
  const summary = summarizeCoverage(of([item({}), item({ status: "never", last_good_at: null })]));
  expect(summary.problems).toEqual([]);
  expect(summary.lastGoodAt).toBe("2026-11-22T12:00:00Z");
});

test("problems are counted by kind, told by account, and alike ones stand together", () => {
  const denied = { status: "denied", error: "No role." } as const;
  const summary = summarizeCoverage(
    of([
      item({ ...denied, region: "us-east-1", collector: "tags" }),
      item({ ...denied, region: "eu-west-1", collector: "tags" }),
      item({ ...denied, region: "eu-west-1", collector: "bundles" }),
      item({ status: "stale", account_id: "2", account_name: "Two", last_good_at: "2026-11-20T00:00:00Z" }),
    ]),
  );
  expect(summary.sentence).toBe("3 sources denied by AWS, 1 out of date");
  expect(summary.severe).toBe(true);
  expect(summary.places).toEqual(["Core in 2 Regions", "Two in us-east-1"]);
  expect(summary.groups).toHaveLength(2);
  expect(summary.groups[0]).toMatchObject({
    regions: ["us-east-1", "eu-west-1"],
    collectors: ["tags", "bundles"],
  });
});

test("nothing read yet is not a time", () => {
  expect(summarizeCoverage(of([])).lastGoodAt).toBeNull();
});
