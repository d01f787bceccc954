import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useLocation } from "react-router-dom";
import type { Dataset, QueryAnswer } from "@/api/types";
import { Columns } from "@/components/charts/Columns";
import type { Point, Series } from "@/components/charts/types";
import { Failure } from "@/components/ui/Failure";
import { Skeleton } from "@/components/ui/Skeleton";
import { addDays, daysBetween } from "@/lib/calendar";
import { cn } from "@/lib/cn";
import { formatDay, formatNumber, formatShort, formatWeekday } from "@/lib/format";
import type { ListState } from "@/lib/listState";
import { useMedia } from "@/lib/useMedia";
import { useStoredFlag } from "@/lib/useStored";
import { planAnswer, toRows } from "@/services/query";
import { toPlan } from "@/services/plans";

const SERIES: Series[] = [
  { key: "done", label: "Done", tone: 1 },
  { key: "failed", label: "Failed", tone: 4 },
];
/** Days shown at most: what CloudTrail itself remembers. */
const LONGEST = 90;

/** The list's address narrowed to one day. */
function daySearch(search: string, day: string): string {
  const params = new URLSearchParams(search);
  for (const name of [...params.keys()]) if (name.startsWith("event_time")) params.delete(name);
  params.set("event_time.gte", day);
  params.set("event_time.lt", addDays(day, 1));
  return `?${params.toString()}`;
}

function toPoints(answer: QueryAnswer | undefined, search: string): Point[] {
  const counts = new Map(
    (answer ? toRows(answer) : []).map((row) => [
      String(row.event_time),
      { all: Number(row.count), failed: Number(row.count_error_code) },
    ]),
  );
  const days = [...counts.keys()].sort();
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const from = addDays(last, 1 - LONGEST) > first ? addDays(last, 1 - LONGEST) : first;
  return daysBetween(from, last).map((day) => {
    const { all = 0, failed = 0 } = counts.get(day) ?? {};
    return {
      key: day,
      label: formatWeekday(day),
      short: formatDay(day).replace(/, \d{4}$/, ""),
      values: { done: all - failed, failed },
      to: daySearch(search, day),
    };
  });
}

/** How many events there were on each day, under the filters of the list; a day narrows the list to it. */
export function EventTimeline({ dataset, state }: { dataset: Dataset; state: ListState }) {
  const { search } = useLocation();
  const wide = useMedia("(min-width: 64rem)");
  const [open, setOpen] = useStoredFlag("wsi.timeline", wide);
  const times = state.filters.filter((filter) => filter.field === "event_time");
  // A day that was chosen stays among its neighbours, so that another one can be chosen.
  const around = { ...state, filters: state.filters.filter((filter) => filter.field !== "event_time") };
  const answer = useQuery({
    ...planAnswer({
      ...toPlan(dataset, { ...around, sort: [] }, []),
      group_by: [{ field: "event_time", bucket: "day" }],
      measures: [{ agg: "count" }, { agg: "count", field: "error_code" }],
      sort: [{ by: "event_time", desc: true }],
      limit: LONGEST,
    }),
    placeholderData: keepPreviousData,
    enabled: open,
  });
  const points = toPoints(answer.data, search);
  const chosen = times.find((filter) => filter.op === "gte")?.values[0]?.slice(0, 10);
  return (
    <div className="border-b border-line">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-8 w-full items-center gap-1 px-3 text-xs font-medium text-muted hover:text-ink focus-visible:-outline-offset-2 sm:px-4"
      >
        <ChevronRight aria-hidden className={cn("size-3.5 transition-transform", open && "rotate-90")} />
        Events per day (UTC)
      </button>
      {open && (
        <div className="h-45 overflow-hidden px-3 pb-2 sm:px-4">
          {answer.isPending ? (
            <Skeleton className="h-full rounded-md" />
          ) : answer.isError ? (
            <Failure what="count the events" error={answer.error} className="py-2" />
          ) : points.length ? (
            <Columns
              label="Events per day"
              series={SERIES}
              points={points}
              format={formatNumber}
              short={formatShort}
              height={140}
              selected={chosen}
              leads="Show its events"
            />
          ) : (
            <p className="flex h-full items-center justify-center text-sm text-faint">
              No event answers to these filters.
            </p>
          )}
        </div>
      )}
    </div>
  );
}
