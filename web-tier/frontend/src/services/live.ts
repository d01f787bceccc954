import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import * as z from "zod/mini";
import type { SyncItem } from "@/api/types";
import type { ServerEvent } from "@/lib/sse";
import { useToken } from "./auth";
import { follow, streamState, type Connection } from "./stream";
import { isActive, syncKeys } from "./syncs";

const syncEvent = z.looseObject({ id: z.number(), status: z.string() });
const dataEvent = z.object({ dataset: z.string() });

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

function takeData(client: QueryClient, dataset: string): void {
  void client.invalidateQueries({ queryKey: [dataset] });
  if (dataset === "workspaces") void client.invalidateQueries({ queryKey: ["changes"] });
}

/** Writes what the server pushes into the query cache. */
export function applyEvent(client: QueryClient, event: ServerEvent): void {
  const body = parseJson(event.data);
  if (event.event === "sync") {
    const run = syncEvent.safeParse(body);
    if (run.success) takeSync(client, body as SyncItem);
  } else if (event.event === "data") {
    const data = dataEvent.safeParse(body);
    if (data.success) takeData(client, data.data.dataset);
  }
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
      () => void client.invalidateQueries({ queryKey: syncKeys.all }),
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
