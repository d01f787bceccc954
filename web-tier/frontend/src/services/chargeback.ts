import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { download } from "./download";

export type Source = "modelled" | "billed";

/** Which statement is meant: of a locked month the newest version, an older one, or how it is known now. */
export interface Wanted {
  month: string;
  by: string;
  source: Source;
  version: number | "live" | null;
}

const ROOT = "chargeback";

export function statementQuery({ month, by, source, version }: Wanted) {
  return {
    month,
    group_by: by,
    source,
    ...(typeof version === "number" ? { version } : {}),
    ...(version === "live" ? { live: true } : {}),
  };
}

export const statement = (wanted: Wanted) =>
  queryOptions({
    queryKey: ["costs", ROOT, wanted],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/api/costs/chargeback", { params: { query: statementQuery(wanted) }, signal })),
    placeholderData: keepPreviousData,
  });

export const locks = queryOptions({
  queryKey: ["costs", ROOT, "locks"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/costs/chargeback/locks", { signal })).items,
});

/** Keeps the statement of a month as it is; of one that is locked, as a new version for a reason. */
export function useLockMonth() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: { month: string; source: Source; reason: string | null }) =>
      unwrap(await api.POST("/api/costs/chargeback/locks", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["costs", ROOT] }),
  });
}

export function useDownloadStatement() {
  return useMutation({
    mutationFn: (wanted: Wanted) => {
      const params = new URLSearchParams();
      for (const [name, value] of Object.entries(statementQuery(wanted))) params.set(name, String(value));
      return download(
        `/api/costs/chargeback/statement.xlsx?${params.toString()}`,
        `chargeback-${wanted.month}.xlsx`,
      );
    },
  });
}
