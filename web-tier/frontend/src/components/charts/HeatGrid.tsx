import { useEffect, useRef } from "react";
import { cn } from "@/lib/cn";
import { heatFill } from "./tones";
import { useRoving } from "./useRoving";

export interface Cell {
  key: string;
  /** In full: "Tue, Mar 3, 2026: 7 h connected, 2 sessions". */
  label: string;
  /** Step of the scale, 0 to 5; null: not measured. */
  step: number | null;
  /** There is no such cell: a day to come. */
  absent?: boolean;
}

interface Props {
  label: string;
  /** Column after column, each of as many cells as there are rows. */
  columns: Cell[][];
  rowLabels: string[];
  /** Rows whose label is written; all where it is left out. */
  everyRow?: number;
  /** Above the column of that number. */
  columnLabels: Record<number, string>;
  /** Height of a cell, and the least width that it has unless `width` says another, in pixels. */
  size: number;
  width?: number;
  selected?: string | null;
  onPick?: (key: string) => void;
  /** The ends of the scale in words. */
  least: string;
  most: string;
  /** What is told while one looks at no cell. */
  rest: string;
}

/** A heat map: one tab stop, the arrows walk it, the line under it tells the cell. */
export function HeatGrid(props: Props) {
  const { label, columns, rowLabels, columnLabels, size, selected, onPick, rest, least, most } = props;
  const rows = rowLabels.length;
  const cells = columns.flat();
  const { box, active, slot } = useRoving(cells.length, rows);
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Where there is no room for all of it, the latest is in sight.
    scroller.current?.scrollTo({ left: scroller.current.scrollWidth });
  }, []);
  const shown = active === null ? cells.find((cell) => cell.key === selected) : cells[active];
  return (
    <figure aria-label={label} className="flex flex-col gap-2">
      <div className="flex">
        <div aria-hidden className="flex shrink-0 flex-col gap-0.5 pt-5 pr-2">
          {rowLabels.map((each, at) => (
            <span
              key={each}
              className={cn("text-2xs text-faint", at % (props.everyRow ?? 1) && "invisible")}
              style={{ height: size, lineHeight: `${size}px` }}
            >
              {each}
            </span>
          ))}
        </div>
        <div ref={scroller} className="min-w-0 flex-1 overflow-x-auto px-0.5 pb-1">
          <div
            ref={box}
            className="flex gap-0.5"
            role="group"
            aria-label={`${label}; the arrow keys walk it`}
          >
            {columns.map((column, x) => (
              <div
                key={column[0]?.key ?? x}
                className="flex flex-1 flex-col gap-0.5"
                style={{ minWidth: props.width ?? size }}
              >
                <span aria-hidden className="relative h-4.5 text-2xs text-faint">
                  <span className="absolute left-0 whitespace-nowrap">{columnLabels[x] ?? ""}</span>
                </span>
                {column.map((cell, y) => (
                  <button
                    key={cell.key}
                    type="button"
                    aria-label={cell.label}
                    aria-pressed={onPick ? cell.key === selected : undefined}
                    aria-disabled={cell.absent ?? undefined}
                    onClick={() => !cell.absent && onPick?.(cell.key)}
                    className={cn(
                      "block rounded-[2px] focus-visible:z-10 focus-visible:outline-offset-1",
                      cell.absent
                        ? "bg-transparent"
                        : cell.step === null
                          ? "hatched bg-surface"
                          : heatFill[cell.step],
                      cell.step === 0 && !cell.absent && "ring-1 ring-line ring-inset",
                      active === x * rows + y && !cell.absent && "ring-1 ring-ink",
                      cell.key === selected && "ring-2 ring-ink",
                    )}
                    style={{ height: size }}
                    {...slot(x * rows + y)}
                  />
                ))}
              </div>
            ))}
          </div>
        </div>
      </div>
      <figcaption aria-hidden className="flex min-h-5 flex-wrap items-center gap-x-4 gap-y-1 text-xs">
        <span className="min-h-4 min-w-0 flex-1 basis-64 tnum">
          {shown?.label ?? <span className="text-faint">{rest}</span>}
        </span>
        <span className="flex items-center gap-1 text-2xs whitespace-nowrap text-faint">
          {least}
          {heatFill.map((fill) => (
            <span key={fill} className={cn("size-2.5 rounded-[2px]", fill)} />
          ))}
          {most}
          <span className="hatched ml-3 size-2.5 rounded-[2px] border border-line" /> not measured
        </span>
      </figcaption>
    </figure>
  );
}
