import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

const REFRESH = 10_000;

/** How the system itself is; asked again and again while somebody looks. */
export const systemStats = queryOptions({
  queryKey: ["system"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/admin/stats", { signal })),
  refetchInterval: REFRESH,
});

/** Who did what in this product, newest first. */
export const auditLog = (q: string, action: string | null) =>
  infiniteQueryOptions({
    queryKey: ["audit log", q, action],
    queryFn: async ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: "50" });
      if (q) query.set("q", q);
      if (action) query.set("action", action);
      if (pageParam) query.set("cursor", pageParam);
      return unwrap(await api.GET("/api/admin/audit", { signal, querySerializer: () => query.toString() }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
