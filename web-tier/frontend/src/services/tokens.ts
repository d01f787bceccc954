import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { ApiTokenWrite, Capability } from "@/api/types";

const KEY = ["tokens"];

/** One's own API tokens, newest first; `everyone` for those of all users. */
export const tokenList = (everyone: boolean) =>
  queryOptions({
    queryKey: [...KEY, everyone],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/api/auth/tokens", { params: { query: { everyone, limit: 500 } }, signal }))
        .items,
    placeholderData: keepPreviousData,
  });

export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: ApiTokenWrite) => unwrap(await api.POST("/api/auth/tokens", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
    // The answer holds the token, which is to be shown once and kept nowhere.
    gcTime: 0,
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: number) =>
      unwrap(await api.DELETE("/api/auth/tokens/{token_id}", { params: { path: { token_id: id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** What a capability lets one do. */
export const CAPABILITIES: Record<Capability, string> = {
  read: "Read",
  sync: "Start syncs",
  recommendations: "Handle recommendations",
  send: "Send reports to others",
  admin: "Administer",
};
