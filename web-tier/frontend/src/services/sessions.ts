import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

const keyOf = (userId: number) => ["users", userId, "sessions"];

export function sessionList(userId: number) {
  return queryOptions({
    queryKey: keyOf(userId),
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/users/{user_id}/sessions", {
          signal,
          params: { path: { user_id: userId } },
          querySerializer: () => "limit=500",
        }),
      ),
  });
}

export function useEndSession(userId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (id: number) =>
      unwrap(
        await api.DELETE("/api/users/{user_id}/sessions/{session_id}", {
          params: { path: { user_id: userId, session_id: id } },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(userId) }),
  });
}

/** Signs the user out everywhere but here. */
export function useEndOtherSessions(userId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () =>
      unwrap(
        await api.DELETE("/api/users/{user_id}/sessions", {
          params: { path: { user_id: userId } },
          querySerializer: () => "keep_this=true",
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(userId) }),
  });
}

const BROWSERS: [RegExp, string][] = [
  [/\bEdg\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\//, "Firefox"],
  [/\bChrome\//, "Chrome"],
  [/\bSafari\//, "Safari"],
  [/\bcurl\//, "curl"],
];
const SYSTEMS: [RegExp, string][] = [
  [/\biPhone|\biPad/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/** What a User-Agent header says, for people: "Firefox on Linux", or its first words. */
export function agentText(agent: string | null): string {
  if (!agent) return "Unknown browser";
  const named = (kinds: [RegExp, string][]) => kinds.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = named(BROWSERS) ?? agent.split(" ")[0] ?? agent;
  const system = named(SYSTEMS);
  return system ? `${browser} on ${system}` : browser;
}
