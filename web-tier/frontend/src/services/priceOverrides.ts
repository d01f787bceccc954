import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { NewPriceOverride } from "@/api/types";

const KEY = ["price overrides"];

export const priceOverrides = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) =>
    unwrap(await api.GET("/api/admin/price-overrides", { signal, querySerializer: () => "limit=500" })),
});

/** Creates a contract price or a discount, or changes the one with `id`. */
export function useSavePriceOverride() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, ...body }: NewPriceOverride & { id?: number }) =>
      unwrap(
        id === undefined
          ? await api.POST("/api/admin/price-overrides", { body })
          : await api.PUT("/api/admin/price-overrides/{override_id}", {
              params: { path: { override_id: id } },
              body,
            }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRemovePriceOverride() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: number) =>
      unwrap(
        await api.DELETE("/api/admin/price-overrides/{override_id}", {
          params: { path: { override_id: id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
