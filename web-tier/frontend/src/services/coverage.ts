import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

export const coverage = queryOptions({
  queryKey: ["coverage"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/coverage", { signal })),
});
