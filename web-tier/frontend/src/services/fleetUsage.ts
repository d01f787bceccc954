import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
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

export interface DayOfUse {
  day: string;
  hours: number;
  billed: number | null;
  sessions: number;
  workspaces: number;
  /** Hours that CloudWatch has told of. */
  known: number;
}

/** The fleet's days between two, both included; those of which nothing was measured are left out. */
export const daysOfUse = (from: string, to: string) =>
  queryOptions({
    queryKey: ["usage", "days", from, to],
    queryFn: async ({ signal }): Promise<DayOfUse[]> => {
      const answer = await ask(
        {
          dataset: "usage_daily",
          filters: [
            { field: "day", op: "gte", value: from },
            { field: "day", op: "lte", value: to },
          ],
          group_by: [{ field: "day" }],
          measures: [
            { agg: "sum", field: "connected_hours" },
            { agg: "sum", field: "billed_hours" },
            { agg: "sum", field: "sessions" },
            { agg: "sum", field: "connected_workspaces" },
            { agg: "sum", field: "known_hours" },
          ],
          sort: [{ by: "day" }],
          limit: 400,
        },
        signal,
      );
      return toRows(answer).flatMap((row) =>
        Number(row.sum_known_hours) > 0
          ? [
              {
                day: String(row.day),
                hours: Number(row.sum_connected_hours),
                billed: row.sum_billed_hours === null ? null : Number(row.sum_billed_hours),
                sessions: Number(row.sum_sessions),
                workspaces: Number(row.sum_connected_workspaces),
                known: Number(row.sum_known_hours),
              },
            ]
          : [],
      );
    },
  });

export interface HourOfWeek {
  /** 1 is Monday. */
  weekday: number;
  hour: number;
  /** WorkSpaces that a user is connected to in such an hour, on average; null: none was measured. */
  connected: number | null;
  measured: number | null;
}

/** The average week of a month, hour by hour (UTC). */
export const averageWeek = (month: string) =>
  queryOptions({
    queryKey: ["usage", "week", month],
    queryFn: async ({ signal }): Promise<HourOfWeek[]> => {
      const query = new URLSearchParams({ month: `${month}-01` }).toString();
      const answer = unwrap(await api.GET("/api/usage/heatmap", { signal, querySerializer: () => query }));
      return toRows(answer).map((row) => ({
        weekday: Number(row.weekday),
        hour: Number(row.hour_of_day),
        connected: row.sum_connected_per_distinct_day as number | null,
        measured: row.sum_measured_per_distinct_day as number | null,
      }));
    },
  });

export interface Hour {
  /** Its beginning, ISO 8601. */
  at: string;
  connected: number;
  measured: number;
}

/** Connected WorkSpaces hour by hour since a day; hours of which nothing was measured are left out. */
export const hoursSince = (day: string) =>
  queryOptions({
    queryKey: ["usage", "hours", day],
    queryFn: async ({ signal }): Promise<Hour[]> => {
      const answer = await ask(
        {
          dataset: "usage_hourly",
          filters: [
            { field: "day", op: "gte", value: day },
            { field: "month", op: "gte", value: `${day.slice(0, 7)}-01` },
          ],
          group_by: [{ field: "hour", bucket: "hour" }],
          measures: [
            { agg: "sum", field: "connected" },
            { agg: "sum", field: "measured" },
          ],
          sort: [{ by: "hour" }],
          limit: 1000,
        },
        signal,
      );
      return toRows(answer).map((row) => ({
        at: String(row.hour),
        connected: Number(row.sum_connected),
        measured: Number(row.sum_measured),
      }));
    },
  });
