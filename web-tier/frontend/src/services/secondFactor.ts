import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

export const secondFactor = queryOptions({
  queryKey: ["second-factor"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/auth/second-factor", { signal })),
});

/** A secret for an app; nothing is kept of it here. */
export function useOfferSecondFactor() {
  return useMutation({
    mutationFn: async (current_password: string) =>
      unwrap(await api.POST("/api/auth/second-factor", { body: { current_password } })),
  });
}

function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["second-factor"] }),
      client.invalidateQueries({ queryKey: ["me"] }),
    ]);
}

export function useConfirmSecondFactor() {
  return useMutation({
    mutationFn: async (code: string) =>
      unwrap(await api.POST("/api/auth/second-factor/confirm", { body: { code } })),
    onSuccess: useRefresh(),
  });
}

export function useRemoveSecondFactor() {
  return useMutation({
    mutationFn: async (current_password: string) =>
      unwrap(await api.POST("/api/auth/second-factor/remove", { body: { current_password } })),
    onSuccess: useRefresh(),
  });
}

/** Of somebody else, who lost theirs. */
export function useTakeSecondFactor() {
  return useMutation({
    mutationFn: async (userId: number) =>
      unwrap(
        await api.DELETE("/api/users/{user_id}/second-factor", { params: { path: { user_id: userId } } }),
      ),
  });
}
