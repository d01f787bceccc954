import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { labelStep } from "@/lib/scale";

interface Props {
  ticks: number[];
  format: (value: number) => string;
  /** An empty one is not written; of the others as many as there is room for, the last always. */
  labels: string[];
  /** Where a label stands: under the middle of its slot, or at its point between the two ends. */
  place: "slot" | "point";
  children: ReactNode;
}

/** Fills what its figure has left. The lines and words around what is drawn: a true zero at the foot, round marks above it. */
export function Axes({ ticks, format, labels, place, children }: Props) {
  const top = ticks.at(-1) ?? 1;
  const written = labels.flatMap((label, at) => (label ? [at] : []));
  const wide = labelStep(written.length, 13);
  const narrow = labelStep(written.length, 5);
  const last = labels.length - 1;
  const left = (at: number) =>
    place === "slot" ? ((at + 0.5) / labels.length) * 100 : last > 0 ? (at / last) * 100 : 50;
  return (
    <div className="@container relative min-h-0 flex-1 pt-2 pr-2 pb-6 pl-12">
      <div className="relative h-full">
        <div aria-hidden>
          {ticks.map((tick) => (
            <div
              key={tick}
              className={cn("absolute inset-x-0 border-t", tick === 0 ? "border-line-strong" : "border-line")}
              style={{ bottom: `${(tick / top) * 100}%` }}
            >
              <span className="absolute -top-2 right-full mr-2 text-2xs leading-4 whitespace-nowrap text-faint tnum">
                {format(tick)}
              </span>
            </div>
          ))}
          {written.map((at, order) => {
            const fromEnd = written.length - 1 - order;
            if (fromEnd % wide && fromEnd % narrow) return null;
            return (
              <span
                key={at}
                className={cn(
                  "absolute top-full mt-1 -translate-x-1/2 text-2xs whitespace-nowrap text-faint tnum",
                  fromEnd % narrow && "hidden @2xl:inline",
                  fromEnd % wide && "@2xl:hidden",
                )}
                style={{ left: `${left(at)}%` }}
              >
                {labels[at]}
              </span>
            );
          })}
        </div>
        {children}
      </div>
    </div>
  );
}
