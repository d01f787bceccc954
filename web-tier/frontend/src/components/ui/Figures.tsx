import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import { Skeleton } from "./Skeleton";

export interface Figure {
  label: string;
  /** undefined while it loads. */
  value: string | undefined;
  note?: ReactNode;
  to?: string | undefined;
}

/** A few numbers beside each other; one that has rows behind it leads to them. */
export function Figures({ label, figures }: { label: string; figures: Figure[] }) {
  return (
    <ul
      aria-label={label}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line xl:grid-cols-4"
    >
      {figures.map((figure) => {
        const inside = (
          <>
            <span className="flex-1 text-xs font-medium text-muted">{figure.label}</span>
            {figure.value === undefined ? (
              <Skeleton className="my-1 h-6 w-20" />
            ) : (
              <span className="text-2xl font-semibold tracking-tight tnum">{figure.value}</span>
            )}
            <span className="min-h-8 text-xs text-faint">{figure.note}</span>
          </>
        );
        const box = "flex min-w-0 flex-1 flex-col gap-1 px-4 py-3.5";
        return (
          <li key={figure.label} className="flex min-w-0 bg-surface">
            {figure.to ? (
              <Link to={figure.to} className={`${box} hover:bg-hover focus-visible:-outline-offset-2`}>
                {inside}
              </Link>
            ) : (
              <span className={box}>{inside}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
