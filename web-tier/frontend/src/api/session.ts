import { readStored, writeStored } from "@/lib/storage";

const TOKEN_KEY = "wsi.token";
const REASON_KEY = "wsi.session-ended";

export type EndReason = "expired" | "signed-out";

const listeners = new Set<() => void>();
let token = readStored("local", TOKEN_KEY);

function announce(): void {
  for (const listener of listeners) listener();
}

function keep(next: string | null, reason: EndReason | null): void {
  token = next;
  writeStored("local", TOKEN_KEY, next);
  writeStored("session", REASON_KEY, reason);
  announce();
}

/** The access token and why the last session ended: the only module that touches where they are kept. */
export const session = {
  token: (): string | null => token,
  endReason: (): EndReason | null => {
    const reason = readStored("session", REASON_KEY);
    return reason === "expired" || reason === "signed-out" ? reason : null;
  },
  begin(next: string): void {
    keep(next, null);
  },
  /** Ends the session that `used` belongs to; a late answer to an older token ends nothing. */
  end(reason: EndReason, used: string | null = token): void {
    if (token === null || used !== token) return;
    keep(null, reason);
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Signing in or out in another tab holds here too. Returns what ends it. */
  followOtherTabs(): () => void {
    const onStorage = (event: StorageEvent) => {
      if (event.key !== TOKEN_KEY && event.key !== null) return;
      token = readStored("local", TOKEN_KEY);
      announce();
    };
    window.addEventListener("storage", onStorage);
    return () => window.removeEventListener("storage", onStorage);
  },
};
