import { Link } from "react-router-dom";
import { cn } from "@/lib/cn";
import { axisTicks } from "@/lib/scale";
import { Axes } from "./Axes";
import { Reading, READING } from "./Reading";
import { chartFill } from "./tones";
import type { Format, Point, Series } from "./types";
import { useRoving } from "./useRoving";

interface Props {
  label: string;
  series: Series[];
  points: Point[];
  format: Format;
  /** For the axis and the sums on the columns, where there is little room. */
  short: (value: number) => string;
  /** In pixels, beside one line of reading; of a longer reading the chart makes room, so that nothing moves. */
  height?: number;
  /** The key of the column that the rest of the page is about. */
  selected?: string | undefined;
  /** What a column leads to, for screen readers: "Show the WorkSpaces". */
  leads?: string;
}

/** The highest column leaves room above it for its sum. */
const ROOM_FOR_A_LABEL = 1.1;

/** The sum of what is known; null where nothing is. */
export function sumOf(point: Point, series: Series[]): number | null {
  const known = series.flatMap((each) => point.values[each.key] ?? []);
  return known.length ? known.reduce((sum, value) => sum + value, 0) : null;
}

/** Stacked columns from a true zero, each with its sum on it, each a link to the rows behind it. */
export function Columns(props: Props) {
  const { label, series, points, format, short, height = 240, selected, leads } = props;
  const { box, active, slot } = useRoving(points.length);
  const sums = points.map((point) => sumOf(point, series));
  const tops = points.map((point, at) => Math.max(sums[at] ?? 0, point.range?.high ?? 0));
  const ticks = axisTicks(Math.max(0, ...tops) * ROOM_FOR_A_LABEL);
  const top = ticks.at(-1) ?? 1;
  const chosen = points.findIndex((point) => point.key === selected);
  const told = active ?? (chosen >= 0 ? chosen : points.length - 1);
  const many = points.length > 16;
  return (
    <figure aria-label={label} className="flex flex-col gap-2" style={{ height: height + READING }}>
      <Reading series={series} point={points[told]} format={format} total={sums[told] ?? null} />
      <Axes ticks={ticks} format={short} labels={points.map((each) => each.short)} place="slot">
        <div ref={box} className="absolute inset-0 flex">
          {points.map((point, at) => {
            const sum = sums[at] ?? null;
            const words = [
              point.label,
              ...series.map((each) => `${each.label} ${format(point.values[each.key])}`),
              ...(series.length > 1 ? [`total ${format(sum)}`] : []),
              ...(point.note ? [point.note] : []),
            ].join(", ");
            const look = cn(
              "group relative flex h-full min-w-0 flex-1 flex-col items-center justify-end rounded-sm hover:bg-hover focus-visible:z-10 focus-visible:-outline-offset-2",
              point.key === selected && "bg-selected hover:bg-selected",
            );
            const inside = (
              <>
                {sum === null ? (
                  <span aria-hidden className="hatched h-full w-3/4 rounded-sm opacity-60" />
                ) : (
                  <>
                    {!many && (
                      <span
                        aria-hidden
                        className="mb-0.5 hidden w-full truncate text-center text-2xs leading-3.5 text-muted tnum @md:block"
                      >
                        {short(sum)}
                      </span>
                    )}
                    {[...series].reverse().map((each) => {
                      const value = point.values[each.key];
                      return value ? (
                        <span
                          key={each.key}
                          aria-hidden
                          className={cn(
                            "block w-3/4 shrink-0 border-t border-surface",
                            each.open ? "hatched border border-control" : chartFill[each.tone],
                          )}
                          style={{ height: `${(value / top) * 100}%` }}
                        />
                      ) : null;
                    })}
                    {point.range && (
                      <span
                        aria-hidden
                        className="absolute w-2 border-x-0 border-y border-ink before:absolute before:inset-y-0 before:left-1/2 before:w-px before:bg-ink"
                        style={{
                          bottom: `${(point.range.low / top) * 100}%`,
                          height: `${((point.range.high - point.range.low) / top) * 100}%`,
                        }}
                      />
                    )}
                  </>
                )}
              </>
            );
            return point.to ? (
              <Link
                key={point.key}
                to={point.to}
                aria-label={leads ? `${words}. ${leads}` : words}
                aria-current={point.key === selected ? "true" : undefined}
                className={look}
                {...slot(at)}
              >
                {inside}
              </Link>
            ) : (
              <button key={point.key} type="button" aria-label={words} className={look} {...slot(at)}>
                {inside}
              </button>
            );
          })}
        </div>
      </Axes>
    </figure>
  );
}
