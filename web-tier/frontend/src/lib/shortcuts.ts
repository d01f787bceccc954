import { useEffect, useRef, useSyncExternalStore } from "react";
import { readStored, writeStored } from "./storage";

const KEY = "wsi.single-keys";
const listeners = new Set<() => void>();

/** Whether single-letter shortcuts act; a person can turn them off (WCAG 2.1.4). */
export const singleKeys = {
  get: (): boolean => readStored("local", KEY) !== "off",
  set(on: boolean): void {
    writeStored("local", KEY, on ? null : "off");
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function useSingleKeys(): boolean {
  return useSyncExternalStore(singleKeys.subscribe, singleKeys.get);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT") return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
}

/** A dialog or an open menu has the keyboard to itself. */
function isCovered(): boolean {
  return document.querySelector('[role="dialog"],[role="alertdialog"],[role="menu"]') !== null;
}

type Bindings = Record<string, (event: KeyboardEvent) => void>;

/**
 * Single keys ("/", "j", "g w" for one after the other) while nothing is being typed and no dialog
 * is open. "mod+k" is Ctrl-K or Cmd-K and acts everywhere.
 */
export function useShortcuts(bindings: Bindings): void {
  const current = useRef(bindings);
  useEffect(() => {
    current.current = bindings;
  });
  useEffect(() => {
    let first = "";
    let at = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      if (event.ctrlKey || event.metaKey) {
        current.current[`mod+${event.key.toLowerCase()}`]?.(event);
        return;
      }
      if (isTyping(event.target) || isCovered() || !singleKeys.get()) return;
      const pair = first && event.timeStamp - at < 1_200 ? `${first} ${event.key}` : "";
      const act = current.current[pair] ?? current.current[event.key];
      first = event.key;
      at = event.timeStamp;
      act?.(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

export const modKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";
