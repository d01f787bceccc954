import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export interface ChartColumn<T> {
  label: string;
  right?: boolean;
  cell: (row: T) => ReactNode;
}

interface Props<T> {
  label: string;
  /** The most of it that is shown at once, in pixels. */
  height: number;
  columns: ChartColumn<T>[];
  rows: T[];
  rowKey: (row: T) => string;
}

/** The numbers of a chart as a table. */
export function ChartTable<T>({ label, height, columns, rows, rowKey }: Props<T>) {
  return (
    <div
      className="overflow-auto"
      style={{ maxHeight: height }}
      role="region"
      aria-label={label}
      // It may scroll, so that it must be within the keyboard's reach.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table className="w-full text-sm" aria-label={label}>
        <thead>
          <tr className="text-left text-xs text-muted">
            {columns.map((column) => (
              <th
                key={column.label}
                scope="col"
                className={cn(
                  "sticky top-0 h-9 border-b border-line bg-surface px-4 font-medium whitespace-nowrap",
                  column.right && "text-right",
                )}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className="h-8 hover:bg-hover">
              {columns.map((column) => (
                <td
                  key={column.label}
                  className={cn("border-b border-line px-4", column.right && "text-right tnum")}
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
