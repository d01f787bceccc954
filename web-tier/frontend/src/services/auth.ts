import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { api, unwrap } from "@/api/client";
import { session } from "@/api/session";
import type { Capability, Me } from "@/api/types";

export const me = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/auth/me", { signal })),
  staleTime: 60_000,
});

export type Permission = Capability;

export function can(user: Me | undefined, permission: Permission): boolean {
  return user?.permissions.includes(permission) ?? false;
}

/** The signed-in user; only below the shell, which has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(me).data;
}

export function useCan(permission: Permission): boolean {
  return can(useMe(), permission);
}

export function useToken(): string | null {
  return useSyncExternalStore(session.subscribe, session.token);
}

export interface Credentials {
  username: string;
  password: string;
  otp?: string;
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (credentials: Credentials) =>
      unwrap(await api.POST("/api/auth/login", { body: credentials })),
    onSuccess: (answer) => {
      client.clear();
      session.begin(answer.access_token);
    },
  });
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    try {
      await api.POST("/api/auth/logout");
    } finally {
      // Whatever the server says, this browser forgets.
      session.end("signed-out");
      client.clear();
    }
  };
}

export interface PasswordChange {
  current_password: string;
  new_password: string;
}

export function useChangePassword() {
  return useMutation({
    mutationFn: async (body: PasswordChange) => unwrap(await api.POST("/api/auth/password", { body })),
  });
}
