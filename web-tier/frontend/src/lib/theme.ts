export type ThemeChoice = "system" | "light" | "dark";

const KEY = "wsi.theme";
const listeners = new Set<() => void>();
const prefersDark = () => window.matchMedia("(prefers-color-scheme: dark)");

function read(): ThemeChoice {
  try {
    const stored = window.localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

function apply(): void {
  const choice = read();
  const dark = choice === "dark" || (choice === "system" && prefersDark().matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  for (const listener of listeners) listener();
}

/** What the person chose; `public/theme.js` applies the same rule before the first paint. */
export const theme = {
  get: read,
  set(choice: ThemeChoice): void {
    try {
      if (choice === "system") window.localStorage.removeItem(KEY);
      else window.localStorage.setItem(KEY, choice);
    } catch {
      // Blocked storage: the choice holds for this page only.
    }
    apply();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Follows the system's preference and other tabs. Returns what ends it. */
  follow(): () => void {
    const media = prefersDark();
    const onStorage = (event: StorageEvent) => {
      if (event.key === KEY || event.key === null) apply();
    };
    media.addEventListener("change", apply);
    window.addEventListener("storage", onStorage);
    return () => {
      media.removeEventListener("change", apply);
      window.removeEventListener("storage", onStorage);
    };
  },
};
