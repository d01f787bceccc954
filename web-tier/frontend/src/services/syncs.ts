import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { asApiError } from "@/api/problem";
import type { SyncItem, SyncStatus } from "@/api/types";

export const syncKeys = {
  all: ["syncs"] as const,
  latest: ["syncs", "latest"] as const,
  list: ["syncs", "list"] as const,
  detail: (id: number) => ["syncs", "detail", id] as const,
};

export function isActive(status: SyncStatus | string | undefined): boolean {
  return status === "queued" || status === "running";
}

/** The newest run, or null before the first. The live stream keeps it current. */
export const latestSync = queryOptions({
  queryKey: syncKeys.latest,
  queryFn: async ({ signal }): Promise<SyncItem | null> => {
    const answer = await api.GET("/api/admin/syncs", { signal, querySerializer: () => "limit=1" });
    return unwrap(answer).items[0] ?? null;
  },
});

export const syncList = infiniteQueryOptions({
  queryKey: syncKeys.list,
  queryFn: async ({ signal, pageParam }) => {
    const query = new URLSearchParams({ limit: "50" });
    if (pageParam) query.set("cursor", pageParam);
    return unwrap(await api.GET("/api/admin/syncs", { signal, querySerializer: () => query.toString() }));
  },
  initialPageParam: "",
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

export const syncDetail = (id: number) =>
  queryOptions({
    queryKey: syncKeys.detail(id),
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/api/admin/syncs/{sync_id}", { params: { path: { sync_id: id } }, signal })),
  });

export interface SyncScope {
  collectors?: string[];
  account_ids?: string[];
  regions?: string[];
}

/** Starts a run and gives its id; when that scope is being synced already, the id of that run. */
export function useStartSync() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (scope: SyncScope = {}): Promise<{ id: number; joined: boolean }> => {
      try {
        return { id: unwrap(await api.POST("/api/admin/sync", { body: scope })).sync_id, joined: false };
      } catch (thrown) {
        const error = asApiError(thrown);
        if (error.status === 409 && error.syncId !== null) return { id: error.syncId, joined: true };
        throw thrown;
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: syncKeys.all }),
  });
}

export function useCancelSync() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: number) =>
      unwrap(await api.POST("/api/admin/syncs/{sync_id}/cancel", { params: { path: { sync_id: id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: syncKeys.all }),
  });
}
