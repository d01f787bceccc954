import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

export const meta = queryOptions({
  queryKey: ["meta"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/meta", { signal })),
  staleTime: Infinity,
});
