import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Row, RowPage } from "@/api/types";
import type { ListSource } from "./listSource";

export const workspaceKeys = {
  all: ["workspaces"] as const,
  detail: (id: string) => ["workspaces", "detail", id] as const,
  history: (id: string) => ["workspaces", "history", id] as const,
};

/** The WorkSpaces as the explorer reads them. */
export const workspaceSource: ListSource = {
  dataset: "workspaces",
  rowKey: "workspace_id",
  rowName: (row) => String(row.user_name ?? row.workspace_id),
  rowPath: (row) => `/workspaces/${encodeURIComponent(String(row.workspace_id))}`,
  noun: ["WorkSpace", "WorkSpaces"],
  openFacets: ["state", "connection_state", "running_mode", "compute_type", "account_name", "region"],
  switches: [{ param: "include_terminated", label: "Include terminated" }],
  page: async (params, signal) => {
    const answer = await api.GET("/api/workspaces", { signal, querySerializer: () => params.toString() });
    return unwrap(answer) as RowPage;
  },
  facets: async (params, signal) =>
    unwrap(await api.GET("/api/workspaces/facets", { signal, querySerializer: () => params.toString() })),
};

export const workspaceDetail = (id: string) =>
  queryOptions({
    queryKey: workspaceKeys.detail(id),
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/workspaces/{workspace_id}", { params: { path: { workspace_id: id } }, signal }),
      ) as Row,
  });

const HISTORY_PAGE = 100;

export const workspaceHistory = (id: string) =>
  infiniteQueryOptions({
    queryKey: workspaceKeys.history(id),
    queryFn: async ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: String(HISTORY_PAGE) });
      if (pageParam) query.set("cursor", pageParam);
      return unwrap(
        await api.GET("/api/workspaces/{workspace_id}/history", {
          params: { path: { workspace_id: id } },
          querySerializer: () => query.toString(),
          signal,
        }),
      );
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** WorkSpaces by user, computer, id or address: what the palette offers while one types. */
export const workspaceMatches = (text: string) =>
  queryOptions({
    queryKey: ["workspaces", "matches", text],
    queryFn: ({ signal }) =>
      workspaceSource.page(
        new URLSearchParams({
          q: text,
          limit: "8",
          fields: "workspace_id,user_name,user_display_name,computer_name,ip_address,state,region",
          include_terminated: "true",
        }),
        signal,
      ),
    enabled: text.length >= 2,
    placeholderData: keepPreviousData,
  });

/** What a WorkSpace was at a time (ISO 8601), with its changes until then left out. */
export const workspaceAt = (id: string, at: string) =>
  queryOptions({
    queryKey: ["workspaces", "at", id, at],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/workspaces/{workspace_id}/history", {
          params: { path: { workspace_id: id }, query: { at, limit: 1 } },
          signal,
        }),
      ).state ?? null,
    placeholderData: keepPreviousData,
  });
