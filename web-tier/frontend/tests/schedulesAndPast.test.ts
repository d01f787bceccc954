import { expect, test } from "vitest";
import { formatCron, parseCron } from "@/services/cron";
import { fleetPath } from "@/services/fleetPast";
import { findDataset } from "@/services/catalog";
import { fromReport, toReport } from "@/components/reports/reportValues";
import type { Catalog } from "@/api/types";
import catalog from "./mocks/catalog.json";

test.each([
  ["0 7 * * *", "day"],
  ["30 18 * * MON-FRI", "weekday"],
  ["5 0 * * SUN", "week"],
  ["0 7 28 * *", "month"],
  ["0 7 29 * *", "own"],
  ["*/5 * * * *", "own"],
  ["0 7 * 1 MON", "own"],
  ["0 25 * * *", "own"],
])("the times %s are those of the form, and come back as they were", (cron, every) => {
  expect(parseCron(cron).every).toBe(every);
  expect(formatCron(parseCron(cron))).toBe(cron);
});

test("a report that is edited keeps what the form does not show, unless it becomes another", () => {
  const before = {
    report_type: "inventory",
    format: "csv",
    filters: { state: "ERROR" },
    columns: ["user_name"],
  };
  const values = fromReport(before);
  expect(toReport({ ...values, columns: [] }, before)).toEqual({
    report_type: "inventory",
    format: "csv",
    filters: { state: "ERROR" },
  });
  expect(toReport({ ...values, kind: "usage", columns: [] }, before)).toEqual({
    report_type: "usage",
    format: "csv",
  });
});

test("the list at another moment keeps the conditions that were known of it then", () => {
  const fleet = findDataset(catalog as unknown as Catalog, "fleet");
  const search =
    "?q=ada&state=ERROR&days_since_connected.gt=30&tag.owner=x&sort=-modelled_cost_mtd&peek=ws-1&view=3";
  const at = "2026-11-25T12:00:00.000Z";
  const path = new URL(fleetPath(search, at, fleet), "http://here").searchParams;
  expect(Object.fromEntries(path)).toEqual({ as_of: at, q: "ada", state: "ERROR", "tag.owner": "x" });
});
