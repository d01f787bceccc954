import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

const REFRESH = 10_000;

/** How the system itself is; asked again and again while somebody looks. */
export const systemStats = queryOptions({
  queryKey: ["system"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/admin/stats", { signal })),
  refetchInterval: REFRESH,
});
