import { useState } from "react";
import { Link } from "react-router-dom";
import { Button } from "@/components/ui/Button";
import { cn } from "@/lib/cn";
import { formatCount, formatPercent } from "@/lib/format";

export interface Bar {
  key: string;
  label: string;
  amount: number | null;
  /** Beside the amount: "42 WorkSpaces". */
  note: string;
  to: string;
  /** It has no such value: hatched, since it is what nobody answers for. */
  loose?: boolean;
}

const FEW = 10;

interface Props {
  label: string;
  bars: Bar[];
  /** Of which the shares are; null where the amounts are no parts of a whole. */
  total: number | null;
  format: (value: number | null) => string;
}

/** Amounts under each other as bars from zero; each leads to the rows behind it. */
export function GroupBars({ label, bars, total, format }: Props) {
  const [all, setAll] = useState(false);
  const largest = Math.max(0, ...bars.map((bar) => bar.amount ?? 0));
  const shown = all ? bars : bars.slice(0, FEW);
  return (
    <>
      <ul aria-label={label}>
        {shown.map((bar) => (
          <li key={bar.key}>
            <Link
              to={bar.to}
              className="grid min-h-9 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 rounded-md px-2 py-1 text-sm hover:bg-hover focus-visible:-outline-offset-2 sm:grid-cols-[minmax(0,14rem)_minmax(3rem,1fr)_6.5rem_3rem]"
            >
              <span className="min-w-0">
                <bdi className={cn("block truncate", bar.loose && "text-muted")} title={bar.label}>
                  {bar.label}
                </bdi>
                <span className="block truncate text-2xs leading-3.5 text-faint">{bar.note}</span>
              </span>
              <span
                aria-hidden
                className="col-span-2 row-start-2 h-2 overflow-hidden rounded-[3px] bg-sunken sm:col-span-1 sm:row-start-auto"
              >
                <span
                  className={cn(
                    "block h-full min-w-0.5 rounded-[3px]",
                    bar.loose ? "hatched border border-control" : "bg-chart-1",
                  )}
                  style={{ width: `${largest > 0 ? ((bar.amount ?? 0) / largest) * 100 : 0}%` }}
                />
              </span>
              <span className="text-right font-medium tnum">{format(bar.amount)}</span>
              <span className="hidden text-right text-xs text-faint tnum sm:inline">
                {bar.amount === null || total === null ? "" : formatPercent(bar.amount, total)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {bars.length > FEW && (
        <Button look="quiet" size="sm" className="mt-1" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show ${formatCount(bars.length - FEW, "more", "more")}`}
        </Button>
      )}
    </>
  );
}
