import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** Whether the first answer is still out; after a failure the page goes on without it. */
export function isAwaitingFirst(query: { isPending: boolean; failureCount: number }): boolean {
  return query.isPending && query.failureCount === 0;
}

export const meta = queryOptions({
  queryKey: ["meta"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/meta", { signal })),
  staleTime: Infinity,
});
