import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useParams } from "react-router-dom";
import { Figures } from "@/components/ui/Figures";
import { SessionList } from "@/components/usage/SessionList";
import { UsageCalendar } from "@/components/usage/UsageCalendar";
import { UsageMonths } from "@/components/usage/UsageMonths";
import { addDays, addMonths, dayOf, isDay, isMonth, lastDay, monthOf } from "@/lib/calendar";
import { useNow } from "@/lib/clock";
import { formatHours, formatMonth, formatNumber, formatShare, formatWeekday } from "@/lib/format";
import { withParam } from "@/lib/useParam";
import { workspaceUsage } from "@/services/usage";

/** The span that the address asks for: a day, a month, else the last 31 days. */
function chosenSpan(params: URLSearchParams, today: string) {
  const day = params.get("day");
  const month = params.get("month");
  if (isDay(day)) return { from: day, to: day, words: `on ${formatWeekday(day)}`, day };
  if (isMonth(month)) {
    return { from: `${month}-01`, to: lastDay(month), words: `in ${formatMonth(month)}`, month };
  }
  return { from: addDays(today, -30), to: today, words: "of the last 31 days" };
}

export function WorkspaceUsage() {
  const { workspaceId = "" } = useParams();
  const { search, state } = useLocation();
  const navigate = useNavigate();
  const now = useNow();
  const today = dayOf(now);
  const months = useQuery(workspaceUsage(workspaceId, "month"));
  const span = chosenSpan(new URLSearchParams(search), today);
  const of = (month: string) => months.data?.find((item) => item.period === month);
  const [present, before] = [of(monthOf(now)), of(addMonths(monthOf(now), -1))];
  const value = (text: string) => (months.isPending ? undefined : text);
  const go = (next: string) => navigate({ search: next }, { state: state as unknown });
  return (
    <div className="flex flex-col gap-4">
      <Figures
        label="Usage in short"
        figures={[
          {
            label: "Connected this month",
            value: value(formatHours(present?.connected_hours)),
            note: present ? `${formatShare(present.coverage)} of its hours measured` : "",
          },
          {
            label: "Billed this month",
            value: value(present && present.billed_hours === null ? "–" : formatHours(present?.billed_hours)),
            note:
              present && present.billed_hours === null
                ? "not billed by the hour"
                : "with the idle hours before it stops",
          },
          {
            label: "Sessions this month",
            value: value(formatNumber(present?.sessions)),
            note: "that began in it",
          },
          {
            label: "Connected last month",
            value: value(formatHours(before?.connected_hours)),
            note: before ? `${formatShare(before.coverage)} of its hours measured` : "",
          },
        ]}
      />
      <UsageCalendar
        id={workspaceId}
        today={today}
        selected={span.day ?? null}
        onPick={(day) => go(withParam(withParam(search, "month", null), "day", day))}
      />
      <UsageMonths answer={months} selected={span.month} />
      <SessionList
        id={workspaceId}
        from={span.from}
        to={span.to}
        words={span.words}
        onReset={
          span.day || span.month
            ? () => go(withParam(withParam(search, "month", null), "day", null))
            : undefined
        }
      />
    </div>
  );
}
