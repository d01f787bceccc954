import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { chartFill } from "./tones";
import type { Format, Point, Series } from "./types";

/** The height of one line of it with its distance from the chart, in pixels. */
export const READING = 32;

interface Props {
  series: Series[];
  /** The point under the pointer or the focus, else the one that is told at rest. */
  point: Point | undefined;
  format: Format;
  /** The sum of all series, where it means something. */
  total?: number | null | undefined;
  action?: ReactNode;
}

/** Above a chart: its legend, with the values of the point that one looks at. */
export function Reading({ series, point, format, total, action }: Props) {
  return (
    <div className="flex min-h-6 flex-wrap items-center gap-x-4 gap-y-1 text-xs">
      <span className="min-w-24 font-medium tnum">{point?.label ?? ""}</span>
      {series.map((each) => (
        <span key={each.key} className="inline-flex items-center gap-1.5 whitespace-nowrap">
          <span
            aria-hidden
            className={cn(
              "h-2.5 w-2.5 rounded-[3px]",
              each.open ? "hatched border border-control" : chartFill[each.tone],
              each.dashed && "h-0.5 rounded-none",
            )}
          />
          <span className="text-muted">{each.label}</span>
          <span className="min-w-12 tnum">{point ? format(point.values[each.key]) : ""}</span>
        </span>
      ))}
      {total !== undefined && series.length > 1 && (
        <span className="whitespace-nowrap">
          <span className="text-muted">Total</span> <span className="font-medium tnum">{format(total)}</span>
        </span>
      )}
      {point?.note && <span className="text-faint">{point.note}</span>}
      {action}
    </div>
  );
}
