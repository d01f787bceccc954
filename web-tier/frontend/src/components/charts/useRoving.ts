import { useRef, useState, type KeyboardEvent } from "react";

/**
 * One tab stop for many places: the arrows go from one to the next, Home and End to the ends. `rows` places
 * stand under each other (a calendar), one for a plain axis. The place under the pointer or the focus is `active`.
 */
export function useRoving(count: number, rows = 1) {
  const [active, setActive] = useState<number | null>(null);
  const [stop, setStop] = useState<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const go = (index: number) => {
    const next = Math.min(Math.max(index, 0), count - 1);
    setStop(next);
    box.current?.querySelector<HTMLElement>(`[data-slot="${next}"]`)?.focus();
  };
  const steps: Record<string, number> = {
    ArrowRight: rows,
    ArrowLeft: -rows,
    ArrowDown: 1,
    ArrowUp: -1,
    Home: -count,
    End: count,
  };
  const slot = (index: number) => ({
    "data-slot": index,
    tabIndex: index === Math.min(stop ?? count - 1, count - 1) ? 0 : -1,
    onKeyDown: (event: KeyboardEvent) => {
      const by = steps[event.key];
      if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      go(index + by);
    },
    onFocus: () => {
      setActive(index);
      setStop(index);
    },
    onBlur: () => setActive(null),
    onPointerEnter: () => setActive(index),
    onPointerLeave: () => setActive(null),
  });
  return { box, active, slot };
}
