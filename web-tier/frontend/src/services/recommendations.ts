import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { AdviceState, Decision, RowPage } from "@/api/types";
import type { ListSource } from "./listSource";

const KEY = "recommendations";

/** At most so many are taken by one request about a selection. */
export const MOST_AT_ONCE = 1000;

export const STATES: { value: AdviceState; label: string }[] = [
  { value: "open", label: "Open" },
  { value: "approved", label: "Approved" },
  { value: "snoozed", label: "Snoozed" },
  { value: "dismissed", label: "Dismissed" },
  { value: "done", label: "Done" },
  { value: "obsolete", label: "Not true any more" },
];

/** Recommendations as the explorer reads them. */
export const recommendationSource: ListSource = {
  dataset: KEY,
  rowKey: "id",
  rowName: (row) => `${String(row.title ?? "recommendation")}, number ${String(row.id)}`,
  rowPath: (row) => `/recommendations/${encodeURIComponent(String(row.id))}`,
  noun: ["recommendation", "recommendations"],
  openFacets: ["state", "confidence", "risk", "effort", "account_name", "region"],
  switches: [],
  page: async (params, signal) =>
    unwrap(
      await api.GET("/api/recommendations", { signal, querySerializer: () => params.toString() }),
    ) as RowPage,
  facets: async (params, signal) =>
    unwrap(
      await api.GET("/api/recommendations/facets", { signal, querySerializer: () => params.toString() }),
    ),
};

export const recommendationDetail = (id: number) =>
  queryOptions({
    queryKey: [KEY, "detail", id],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/recommendations/{recommendation_id}", {
          params: { path: { recommendation_id: id } },
          signal,
        }),
      ),
  });

/** What those that match a list's search come to, by kind and by state. */
export const recommendationSummary = (search: string) =>
  queryOptions({
    queryKey: [KEY, "summary", search],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/api/recommendations/summary", { signal, querySerializer: () => search })),
    placeholderData: keepPreviousData,
  });

/** All that is said of one WorkSpace, whatever was decided about it. */
export const workspaceAdvice = (workspaceId: string) =>
  queryOptions({
    queryKey: [KEY, "workspace", workspaceId],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ workspace_id: workspaceId, limit: "50" });
      for (const { value } of STATES) if (value !== "obsolete") query.append("state", value);
      return unwrap(
        await api.GET("/api/recommendations", { signal, querySerializer: () => query.toString() }),
      );
    },
  });

/** What acting on the selected ones would save; each WorkSpace counts once. */
export const selectionTotal = (ids: number[]) =>
  queryOptions({
    queryKey: [KEY, "what-if", ids],
    queryFn: async ({ signal }) =>
      unwrap(await api.POST("/api/recommendations/what-if", { body: { ids }, signal })),
    enabled: ids.length > 0 && ids.length <= MOST_AT_ONCE,
    placeholderData: keepPreviousData,
  });

/** Approves, snoozes, dismisses, marks as done or opens again. */
export function useDecide() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: Decision & { ids: number[] }) =>
      unwrap(await api.POST("/api/recommendations/state", { body })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [KEY] });
      void client.invalidateQueries({ queryKey: ["overview"] });
    },
  });
}

/** A shell script of the selected ones; that it was made stands in the audit log. */
export function useScript() {
  return useMutation({
    mutationFn: async (ids: number[]) =>
      unwrap(await api.POST("/api/recommendations/script", { body: { ids } })),
  });
}
