import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import type { Report, SyncItem } from "@/api/types";
import { asNumber, asText, isObject, type JsonObject } from "@/lib/guards";
import type { ServerEvent } from "@/lib/sse";
import { useToken } from "./auth";
import { reportKeys, takeReport } from "./reports";
import { follow, streamState, type Connection } from "./stream";
import { isActive, syncKeys } from "./syncs";

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function takeSync(client: QueryClient, run: SyncItem): void {
  const latest = client.getQueryData<SyncItem | null>(syncKeys.latest);
  if (!latest || run.id >= latest.id) client.setQueryData(syncKeys.latest, run);
  void client.invalidateQueries({ queryKey: syncKeys.detail(run.id) });
  void client.invalidateQueries({ queryKey: syncKeys.list });
  if (!isActive(run.status)) void client.invalidateQueries({ queryKey: ["coverage"] });
}

/** Data sets that are made from another's rows, and go stale with it. */
const MADE_FROM: Record<string, string[]> = {
  workspaces: ["changes", "fleet", "fleet_changes"],
  usage: ["usage_daily", "usage_hourly"],
};

function takeData(client: QueryClient, dataset: string): void {
  for (const each of [dataset, "overview", ...(MADE_FROM[dataset] ?? [])])
    void client.invalidateQueries({ queryKey: [each] });
}

function toSync(body: JsonObject): SyncItem | null {
  return asNumber(body.id) !== null && asText(body.status) !== null ? (body as unknown as SyncItem) : null;
}

function toReport(body: JsonObject): Report | null {
  return asNumber(body.id) !== null && asText(body.report_type) !== null ? (body as unknown as Report) : null;
}

/** Writes what the server pushes into the query cache; what it cannot read it leaves alone. */
export function applyEvent(client: QueryClient, event: ServerEvent): void {
  const body = parseJson(event.data);
  if (!isObject(body)) return;
  const run = event.event === "sync" ? toSync(body) : null;
  const dataset = event.event === "data" ? asText(body.dataset) : null;
  const report = event.event === "report" ? toReport(body) : null;
  if (run) takeSync(client, run);
  if (report) takeReport(client, report);
  if (dataset) takeData(client, dataset);
}

/** Follows the server's stream while somebody is signed in. Mounted once, by the shell. */
export function useLiveUpdates(): void {
  const client = useQueryClient();
  const token = useToken();
  useEffect(() => {
    if (!token) return;
    const end = new AbortController();
    void follow(
      token,
      end.signal,
      (event) => applyEvent(client, event),
      () => {
        void client.invalidateQueries({ queryKey: syncKeys.all });
        void client.invalidateQueries({ queryKey: reportKeys.all });
      },
    );
    return () => end.abort();
  }, [client, token]);
}

export function useConnection(): Connection {
  return useSyncExternalStore(streamState.subscribe, streamState.get);
}

/** How often to ask when nothing is pushed; false while the stream is open. */
export function usePolling(interval: number): number | false {
  return useConnection() === "live" ? false : interval;
}
