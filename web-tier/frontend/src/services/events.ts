import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { EventItem, RowPage } from "@/api/types";
import type { ListSource } from "./listSource";

/** CloudTrail's events as the explorer reads them. */
export const eventSource: ListSource = {
  dataset: "events",
  rowKey: "event_id",
  rowName: (row) => `${String(row.event_name ?? "event")} by ${String(row.username ?? "somebody unknown")}`,
  rowPath: (row) => `/audit/${encodeURIComponent(String(row.event_id))}`,
  noun: ["event", "events"],
  openFacets: ["event_name", "username", "error_code", "read_only", "account_name", "region"],
  switches: [],
  page: async (params, signal) =>
    unwrap(await api.GET("/api/events", { signal, querySerializer: () => params.toString() })) as RowPage,
  facets: async (params, signal) =>
    unwrap(await api.GET("/api/events/facets", { signal, querySerializer: () => params.toString() })),
};

/** One event in full; null where there is none of that id that one may see. */
export const eventDetail = (id: string) =>
  queryOptions({
    queryKey: ["events", "detail", id],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ event_id: id, limit: "1" }).toString();
      const page = unwrap(await api.GET("/api/events", { signal, querySerializer: () => query }));
      return (page.items[0] as EventItem | undefined) ?? null;
    },
  });

const PAGE = 50;

/** Events that touched one WorkSpace, newest first. */
export const workspaceEvents = (id: string, withReads: boolean) =>
  infiniteQueryOptions({
    queryKey: ["events", "workspace", id, withReads],
    queryFn: async ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: String(PAGE) });
      if (!withReads) query.set("read_only", "false");
      if (pageParam) query.set("cursor", pageParam);
      return unwrap(
        await api.GET("/api/workspaces/{workspace_id}/events", {
          params: { path: { workspace_id: id } },
          querySerializer: () => query.toString(),
          signal,
        }),
      );
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
