import { queryOptions } from "@tanstack/react-query";
import { ask, toRows } from "./query";

/** Steps of connected hours in a month: from, and the first that belongs to the next step. */
export const STEPS: [number, number | null][] = [
  [0, 1],
  [1, 20],
  [20, 40],
  [40, 80],
  [80, 120],
  [120, 160],
  [160, 240],
  [240, null],
];

/** The address of the WorkSpaces of a step. */
export function stepSearch(month: string, [from, to]: [number, number | null]): string {
  const params = new URLSearchParams({ month: `${month}-01`, "connected_hours.gte": String(from) });
  if (to !== null) params.set("connected_hours.lt", String(to));
  return `/usage/lines?${params.toString()}`;
}

/** How many WorkSpaces were connected so many hours in a month. */
export const hoursDistribution = (month: string) =>
  queryOptions({
    queryKey: ["usage", "distribution", month],
    queryFn: async ({ signal }) =>
      Promise.all(
        STEPS.map(async ([from, to]) => {
          const answer = await ask(
            {
              dataset: "usage",
              filters: [
                { field: "month", op: "eq", value: `${month}-01` },
                { field: "connected_hours", op: "gte", value: from },
                ...(to === null ? [] : [{ field: "connected_hours", op: "lt" as const, value: to }]),
              ],
              measures: [{ agg: "count" }],
            },
            signal,
          );
          return Number(answer.rows[0]?.[0] ?? 0);
        }),
      ),
  });

/** A month in a few numbers. */
export const monthFigures = (month: string) =>
  queryOptions({
    queryKey: ["usage", "figures", month],
    queryFn: async ({ signal }) => {
      const of = (filters: { field: string; op: "gt"; value: number }[]) =>
        ask(
          {
            dataset: "usage",
            filters: [{ field: "month", op: "eq", value: `${month}-01` }, ...filters],
            measures: [
              { agg: "count" },
              { agg: "sum", field: "connected_hours" },
              { agg: "sum", field: "sessions" },
              { agg: "avg", field: "coverage" },
            ],
          },
          signal,
        );
      const [all, used] = await Promise.all([of([]), of([{ field: "connected_hours", op: "gt", value: 0 }])]);
      const row = toRows(all)[0] ?? {};
      const number = (name: string) => (typeof row[name] === "number" ? row[name] : null);
      return {
        workspaces: Number(row.count ?? 0),
        used: Number(toRows(used)[0]?.count ?? 0),
        hours: number("sum_connected_hours"),
        sessions: number("sum_sessions"),
        coverage: number("avg_coverage"),
      };
    },
  });
