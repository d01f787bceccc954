import { session } from "@/api/session";
import { createEventParser, type ServerEvent } from "@/lib/sse";

export type Connection = "connecting" | "live" | "polling" | "offline";

const SILENCE_LIMIT = 40_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 20_000;

let connection: Connection = "connecting";
const listeners = new Set<() => void>();

function move(next: Connection): void {
  if (next === connection) return;
  connection = next;
  for (const listener of listeners) listener();
}

export const streamState = {
  get: (): Connection => connection,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Reads one connection until it ends. EventSource cannot send the bearer header, fetch can. */
async function read(
  token: string,
  signal: AbortSignal,
  onEvent: (event: ServerEvent) => void,
): Promise<void> {
  const response = await fetch("/api/stream", {
    headers: { Authorization: `Bearer ${token}`, Accept: "text/event-stream" },
    cache: "no-store",
    signal,
  });
  if (response.status === 401) session.end("expired", token);
  if (!response.ok || !response.body) throw new Error(`The stream answered ${response.status}`);
  move("live");
  const parse = createEventParser(onEvent);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const silence = window.setTimeout(() => void reader.cancel(), SILENCE_LIMIT);
    const { value, done } = await reader.read().finally(() => window.clearTimeout(silence));
    if (done) return;
    parse(value);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      window.clearTimeout(timer);
      window.removeEventListener("online", finish);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = window.setTimeout(finish, milliseconds);
    window.addEventListener("online", finish);
    signal.addEventListener("abort", finish);
  });
}

/**
 * Keeps the stream open until `signal` aborts, trying again with growing pauses. While it is not
 * open the state says "polling", so that the screens ask by themselves.
 */
export async function follow(
  token: string,
  signal: AbortSignal,
  onEvent: (event: ServerEvent) => void,
  onOpen: () => void,
): Promise<void> {
  let wait = FIRST_WAIT;
  const unsubscribe = streamState.subscribe(() => {
    if (connection !== "live") return;
    wait = FIRST_WAIT;
    onOpen();
  });
  while (!signal.aborted) {
    try {
      await read(token, signal, onEvent);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
    if (signal.aborted) break;
    move(navigator.onLine ? "polling" : "offline");
    await pause(wait, signal);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
  unsubscribe();
}
