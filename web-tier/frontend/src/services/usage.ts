import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

const path = (id: string) => ({ workspace_id: id });

/** Hours of one WorkSpace by month, day or hour (UTC); both ends included. */
export const workspaceUsage = (
  id: string,
  granularity: "month" | "day" | "hour",
  span: { from?: string; to?: string } = {},
) =>
  queryOptions({
    queryKey: ["usage", "workspace", id, granularity, span],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/workspaces/{workspace_id}/usage", {
          params: { path: path(id), query: { granularity, ...span } },
          signal,
        }),
      ).items,
  });

/** When a user was connected, newest first. */
export const workspaceSessions = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ["usage", "sessions", id, from, to],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/workspaces/{workspace_id}/sessions", {
          params: { path: path(id), query: { from, to } },
          signal,
        }),
      ).items,
  });

/** Latency, load, disks, launch time and packet loss by day. */
export const workspaceExperience = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ["usage", "experience", id, from, to],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/workspaces/{workspace_id}/experience", {
          params: { path: path(id), query: { from, to } },
          signal,
        }),
      ).items,
  });
