import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Skeleton } from "./Skeleton";

export interface Column<T> {
  label: string;
  /** The head is only for screen readers. */
  quiet?: boolean;
  right?: boolean;
  className?: string;
  cell: (row: T) => ReactNode;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[] | undefined;
  rowKey: (row: T) => string | number;
  /** Rows of the skeleton while `rows` is undefined. */
  expected?: number;
  minWidth?: string;
}

/** A plain table for short lists that the browser has as a whole. */
export function DataTable<T>({ label, columns, rows, rowKey, expected = 5, minWidth = "48rem" }: Props<T>) {
  return (
    <div
      className="overflow-x-auto rounded-lg border border-line bg-surface"
      role="region"
      aria-label={label}
      // It scrolls sideways on narrow screens, so that it must be within the keyboard's reach.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table className="w-full text-sm" style={{ minWidth }} aria-label={label} aria-busy={!rows}>
        <thead>
          <tr className="border-b border-line text-left text-xs text-muted">
            {columns.map((column) => (
              <th
                key={column.label}
                scope="col"
                className={cn("h-9 px-3 font-medium whitespace-nowrap", column.right && "text-right")}
              >
                <span className={column.quiet ? "sr-only" : undefined}>{column.label}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {!rows &&
            Array.from({ length: expected }, (_, at) => (
              <tr key={at} aria-hidden className="h-11 border-b border-line last:border-0">
                {columns.map((column) => (
                  <td key={column.label} className="px-3">
                    <Skeleton className="h-3 w-3/5" />
                  </td>
                ))}
              </tr>
            ))}
          {rows?.map((row) => (
            <tr key={rowKey(row)} className="h-11 border-b border-line last:border-0 hover:bg-hover">
              {columns.map((column) => (
                <td
                  key={column.label}
                  className={cn("max-w-80 px-3 py-1.5", column.right && "text-right tnum", column.className)}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
