import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import { useLocation } from "react-router-dom";
import { readStored, writeStored } from "@/lib/storage";

const keyOf = (entry: string) => `wsi.scroll.${entry}`;

function restore(element: HTMLElement, entry: string): void {
  const [top = 0, left = 0] = (readStored("session", keyOf(entry)) ?? "0 0").split(" ").map(Number);
  element.scrollTo({ top: Number.isFinite(top) ? top : 0, left: Number.isFinite(left) ? left : 0 });
}

function keep(element: HTMLElement, entry: string): void {
  writeStored("session", keyOf(entry), `${Math.round(element.scrollTop)} ${Math.round(element.scrollLeft)}`);
}

/**
 * Puts the list back where it stood when this entry of the history was left: after going back, and
 * after a reload. A new query starts at the top; anything else leaves the list alone.
 */
export function useScrollMemory(
  scrollerRef: RefObject<HTMLElement | null>,
  query: string,
  ready: boolean,
): void {
  const entry = useLocation().key;
  const restoredRef = useRef<string | null>(null);

  useLayoutEffect(() => {
    const element = scrollerRef.current;
    if (!element || !ready || restoredRef.current === query) return;
    restoredRef.current = query;
    restore(element, entry);
  }, [scrollerRef, query, ready, entry]);

  useEffect(() => {
    const element = scrollerRef.current;
    if (!element || !ready) return;
    const keepNow = () => keep(element, entry);
    keepNow();
    let timer: number | undefined;
    const onScroll = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(keepNow, 100);
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    window.addEventListener("pagehide", keepNow);
    return () => {
      window.clearTimeout(timer);
      element.removeEventListener("scroll", onScroll);
      window.removeEventListener("pagehide", keepNow);
    };
  }, [scrollerRef, entry, ready]);
}
