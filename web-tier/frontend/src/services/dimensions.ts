import { queryOptions } from "@tanstack/react-query";
import type { Plan, Row } from "@/api/types";
import { ask, toRows } from "./query";
import { workspaceSource } from "./workspaces";

/** Fields by which hours and costs are looked at; beside them any tag ("tag.department"). */
export const DIMENSIONS = [
  { value: "account_name", label: "Account" },
  { value: "region", label: "Region" },
  { value: "directory_name", label: "Directory" },
  { value: "bundle_name", label: "Bundle" },
  { value: "running_mode", label: "Running mode" },
  { value: "compute_type", label: "Compute type" },
  { value: "operating_system", label: "Operating system" },
];

const SAMPLE = 500;

/** Keys of tags that WorkSpaces have, the most frequent first; of a sample, since there may be 100,000. */
export const tagKeys = queryOptions({
  queryKey: ["workspaces", "tag keys"],
  queryFn: async ({ signal }) => {
    const params = new URLSearchParams({ fields: "tags", limit: String(SAMPLE) });
    const counts = new Map<string, number>();
    for (const { tags } of (await workspaceSource.page(params, signal)).items) {
      for (const key of Object.keys((tags ?? {}) as Row)) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1]).map(([key]) => key);
  },
  staleTime: 10 * 60_000,
});

/** Whether a text may stand in the address as a dimension. */
export function isDimension(text: string | null): text is string {
  return text !== null && (DIMENSIONS.some((each) => each.value === text) || /^tag\..+/.test(text));
}

export interface Group {
  /** null: no such value. */
  value: string | null;
  amount: number | null;
  workspaces: number;
  /** Rows whose amount is not known. */
  unknown: number;
}

export interface Grouped {
  groups: Group[];
  /** How many there are in all, those that are not listed counted. */
  total: number;
}

const SHOWN = 200;

/** A month's costs or hours by one field, the largest first. */
export const monthBy = (dataset: "costs" | "usage", measure: string, month: string, field: string) =>
  queryOptions({
    queryKey: [dataset, "by", measure, month, field],
    queryFn: async ({ signal }): Promise<Grouped> => {
      const plan: Plan = {
        dataset,
        filters: [
          { field: "month", op: "eq", value: `${month}-01` },
          ...(dataset === "costs" ? [{ field: "source", op: "eq" as const, value: "modelled" }] : []),
        ],
        group_by: [{ field }],
        measures: [
          { agg: "sum", field: measure },
          { agg: "distinct", field: "workspace_id" },
          { agg: "count" },
          { agg: "count", field: measure },
        ],
        sort: [{ by: `sum_${measure}`, desc: true }],
        limit: SHOWN,
      };
      const answer = await ask(plan, signal);
      const groups = toRows(answer).map((row) => ({
        value: row[field] === null ? null : String(row[field]),
        amount: row[`sum_${measure}`] as number | null,
        workspaces: Number(row.distinct_workspace_id),
        unknown: Number(row.count) - Number(row[`count_${measure}`]),
      }));
      return { groups, total: answer.total };
    },
  });

export interface MonthSum {
  month: string;
  /** By the value of the field; the amount is null where none of it is known. */
  parts: { value: string | null; amount: number | null; workspaces: number }[];
}

/** Sums by month and one field, the oldest first. */
export const byMonth = (dataset: "costs" | "usage", measure: string, from: string, field: string) =>
  queryOptions({
    queryKey: [dataset, "months", measure, from, field],
    queryFn: async ({ signal }): Promise<MonthSum[]> => {
      const answer = await ask(
        {
          dataset,
          filters: [
            { field: "month", op: "gte", value: `${from}-01` },
            ...(dataset === "costs" ? [{ field: "source", op: "eq" as const, value: "modelled" }] : []),
          ],
          group_by: [{ field: "month", bucket: "month" }, { field }],
          measures: [
            { agg: "sum", field: measure },
            { agg: "distinct", field: "workspace_id" },
          ],
          sort: [{ by: "month" }],
          limit: 1000,
        },
        signal,
      );
      const months = new Map<string, MonthSum>();
      for (const row of toRows(answer)) {
        const month = String(row.month);
        const sum = months.get(month) ?? { month, parts: [] };
        sum.parts.push({
          value: row[field] === null ? null : String(row[field]),
          amount: row[`sum_${measure}`] as number | null,
          workspaces: Number(row.distinct_workspace_id),
        });
        months.set(month, sum);
      }
      return [...months.values()];
    },
  });

/** All of a month that is known; null where nothing is. */
export function knownSum(sum: MonthSum | undefined): number | null {
  const amounts = sum?.parts.flatMap((part) => part.amount ?? []) ?? [];
  return amounts.length ? amounts.reduce((all, each) => all + each, 0) : null;
}
