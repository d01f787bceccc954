import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { AccountChange, NewAccount } from "@/api/types";

const KEY = ["accounts"];

export const accountList = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) =>
    unwrap(await api.GET("/api/admin/accounts", { signal, querySerializer: () => "limit=500" })),
});

export function useCreateAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: NewAccount) => unwrap(await api.POST("/api/admin/accounts", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useChangeAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, ...body }: AccountChange & { id: number }) =>
      unwrap(
        await api.PUT("/api/admin/accounts/{account_pk}", { params: { path: { account_pk: id } }, body }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRemoveAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: number) =>
      unwrap(await api.DELETE("/api/admin/accounts/{account_pk}", { params: { path: { account_pk: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useTestAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: number) =>
      unwrap(
        await api.POST("/api/admin/accounts/{account_pk}/test", { params: { path: { account_pk: id } } }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export interface DiscoveryRequest {
  role_name: string;
  external_id: string | null;
  regions: string[] | null;
}

/** Adds every account of the organization that is not there yet. */
export function useDiscoverAccounts() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: DiscoveryRequest) =>
      unwrap(await api.POST("/api/admin/accounts/discover", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: accountList.queryKey }),
  });
}
