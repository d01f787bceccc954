import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** What one WorkSpace cost by month and usage type; both months included. */
export const workspaceBilling = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ["costs", "workspace", id, from, to],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/workspaces/{workspace_id}/billing", {
          params: { path: { workspace_id: id }, query: { from, to } },
          signal,
        }),
      ),
  });

/** How the modelled cost of a month came about. */
export const costExplanation = (id: string, month: string) =>
  queryOptions({
    queryKey: ["costs", "explain", id, month],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/api/costs/explain", { params: { query: { workspace_id: id, month } }, signal })),
  });

/** AlwaysOn against AutoStop for one WorkSpace. */
export const modeComparison = (id: string) =>
  queryOptions({
    queryKey: ["costs", "modes", id],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/api/costs/modes", { params: { query: { workspace_id: id } }, signal })),
  });

/** What AWS billed, by month. */
export const billByMonth = (from: string, to: string) =>
  queryOptions({
    queryKey: ["costs", "bill", from, to],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/costs/bill", { params: { query: { from, to, group_by: ["month"] } }, signal }),
      ),
  });

/** The model of a month beside the bill, by usage type. */
export const reconciliation = (month: string) =>
  queryOptions({
    queryKey: ["costs", "reconciliation", month],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/api/costs/reconciliation", { params: { query: { month } }, signal })),
  });

/** What the month that runs will have cost at its end, with its interval. */
export const monthForecast = queryOptions({
  queryKey: ["costs", "forecast"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/costs/forecast", { signal })),
});

/** What is charged, in the order in which it is drawn; the words of the catalogue. */
export const CHARGES = [
  { key: "always_on_month", label: "AlwaysOn fee", tone: 1 },
  { key: "auto_stop_month", label: "AutoStop base", tone: 5 },
  { key: "auto_stop_hour", label: "AutoStop hours", tone: 2 },
  { key: "volume", label: "Storage", tone: 3 },
  { key: "software", label: "Software", tone: 4 },
  { key: "other", label: "Other", tone: 6 },
] as const;
