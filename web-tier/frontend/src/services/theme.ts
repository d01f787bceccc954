import { useSyncExternalStore } from "react";
import { theme, type ThemeChoice } from "@/lib/theme";

export function useTheme(): [ThemeChoice, (choice: ThemeChoice) => void] {
  return [useSyncExternalStore(theme.subscribe, theme.get), theme.set];
}
