import { Link } from "react-router-dom";
import { cn } from "@/lib/cn";
import { axisTicks } from "@/lib/scale";
import { Axes } from "./Axes";
import { Reading, READING } from "./Reading";
import { chartFill, chartStroke } from "./tones";
import type { Format, Point, Series } from "./types";
import { useRoving } from "./useRoving";

/** A part of the vertical axis that means something: "good", up to 100. */
export interface Band {
  label: string;
  to: number | null;
  className: string;
}

/** A line across the chart at a part of its width, 0 to 1. */
export interface Upright {
  at: number;
  label: string;
}

/** A single dot with its name, at a part of the width and a value. */
export interface Mark {
  key: string;
  at: number;
  value: number;
  label: string;
}

interface Props {
  label: string;
  series: Series[];
  points: Point[];
  format: Format;
  short: (value: number) => string;
  bands?: Band[];
  /** In pixels, beside one line of reading; of a longer reading the chart makes room, so that nothing moves. */
  height?: number;
  /** The least top of the axis. */
  least?: number;
  upright?: Upright[];
  marks?: Mark[];
}

/** Runs of known values as a path in per cent; what is not known interrupts the line. */
export function linePath(values: (number | null)[], top: number): string {
  const last = values.length - 1;
  let pen = "M";
  return values
    .map((value, at) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const x = last > 0 ? (at / last) * 100 : 50;
      const step = `${pen}${x.toFixed(3)} ${(100 - (value / top) * 100).toFixed(3)}`;
      pen = "L";
      return step;
    })
    .join("");
}

/** Values that no known neighbour makes a line with: dots. */
function lonePath(values: (number | null)[], top: number): string {
  const lone = values.map((value, at) =>
    (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null ? value : null,
  );
  return linePath(lone, top).replace(/M[^M]+/g, "$&h0");
}

/** Lines over time from a true zero, with bands for what is good and what is not. */
export function Lines(props: Props) {
  const { label, series, points, format, short, bands = [], height = 220, least = 0 } = props;
  const { upright = [], marks = [] } = props;
  const { box, active, slot } = useRoving(points.length);
  const known = points.flatMap((point) => series.flatMap((each) => point.values[each.key] ?? []));
  const ticks = axisTicks(Math.max(least, ...known, ...marks.map((mark) => mark.value)));
  const top = ticks.at(-1) ?? 1;
  const last = points.length - 1;
  // At rest the last place where something is known is told.
  const lastKnown = points.findLastIndex((point) => series.some((each) => point.values[each.key] != null));
  const told = active ?? (lastKnown >= 0 ? lastKnown : last);
  const point = points[told];
  return (
    <figure aria-label={label} className="flex flex-col gap-2" style={{ height: height + READING }}>
      <Reading series={series} point={point} format={format} />
      <Axes ticks={ticks} format={short} labels={points.map((each) => each.short)} place="point">
        {bands.map((band, at) => {
          const bottom = bands[at - 1]?.to ?? 0;
          const end = Math.min(band.to ?? top, top);
          if (end <= bottom) return null;
          return (
            <div
              key={band.label}
              aria-hidden
              className={cn("absolute inset-x-0 border-t border-line-strong", band.className)}
              style={{ bottom: `${(bottom / top) * 100}%`, height: `${((end - bottom) / top) * 100}%` }}
            >
              <span className="absolute top-0.5 left-1.5 text-2xs leading-3.5 font-medium">{band.label}</span>
            </div>
          );
        })}
        <svg
          aria-hidden
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          className="absolute inset-0 h-full w-full overflow-visible"
        >
          {series.map((each) => {
            const values = points.map((one) => one.values[each.key] ?? null);
            return (
              <g
                key={each.key}
                fill="none"
                strokeLinejoin="round"
                strokeLinecap="round"
                className={chartStroke[each.tone]}
              >
                <path
                  d={linePath(values, top)}
                  vectorEffect="non-scaling-stroke"
                  strokeWidth={each.dashed ? 1.5 : 2}
                  strokeDasharray={each.dashed ? "4 4" : undefined}
                />
                <path d={lonePath(values, top)} vectorEffect="non-scaling-stroke" strokeWidth={5} />
              </g>
            );
          })}
        </svg>
        {upright.map((each) => (
          <div
            key={each.label}
            aria-hidden
            className="absolute inset-y-0 border-l border-dashed border-line-strong"
            style={{ left: `${each.at * 100}%` }}
          >
            <span
              className={cn(
                "absolute top-0 text-2xs leading-3.5 font-medium whitespace-nowrap",
                each.at > 0.6 ? "right-1.5" : "left-1.5",
              )}
            >
              {each.label}
            </span>
          </div>
        ))}
        {marks.map((mark) => (
          <span
            key={mark.key}
            aria-hidden
            title={mark.label}
            className="absolute size-2.25 -translate-x-1/2 translate-y-1/2 rounded-full border-2 border-surface bg-ink"
            style={{ left: `${mark.at * 100}%`, bottom: `${(mark.value / top) * 100}%` }}
          />
        ))}
        {point && active !== null && (
          <div
            aria-hidden
            className="pointer-events-none absolute inset-y-0 w-px bg-line-strong"
            style={{ left: `${last > 0 ? (told / last) * 100 : 50}%` }}
          >
            {series.map((each) => {
              const value = point.values[each.key];
              return value == null ? null : (
                <span
                  key={each.key}
                  className={cn(
                    "absolute -left-1 size-2.25 translate-y-1/2 rounded-full border-2 border-surface",
                    chartFill[each.tone],
                  )}
                  style={{ bottom: `${(value / top) * 100}%` }}
                />
              );
            })}
          </div>
        )}
        <div ref={box} className="absolute inset-y-0 flex" style={slotBox(points.length)}>
          {points.map((one, at) => {
            const place = {
              "aria-label": [
                one.label,
                ...series.map((each) => `${each.label} ${format(one.values[each.key])}`),
                ...(one.note ? [one.note] : []),
              ].join(", "),
              className: "h-full min-w-0 flex-1 rounded-sm focus-visible:-outline-offset-2",
              ...slot(at),
            };
            return one.to ? (
              <Link key={one.key} to={one.to} {...place} />
            ) : (
              <button key={one.key} type="button" {...place} />
            );
          })}
        </div>
      </Axes>
    </figure>
  );
}

/** The places to point at reach half a step beyond the first and the last point. */
function slotBox(count: number) {
  const half = count > 1 ? 50 / (count - 1) : 0;
  return { left: `-${half}%`, right: `-${half}%` };
}
