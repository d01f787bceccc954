import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** The numbers of the first page in one answer. */
export const overview = queryOptions({
  queryKey: ["overview"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/overview", { signal })),
});
