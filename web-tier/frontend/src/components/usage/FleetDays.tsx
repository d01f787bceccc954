import { useQuery } from "@tanstack/react-query";
import { CalendarOff } from "lucide-react";
import { Link, useNavigate } from "react-router-dom";
import { ChartCard } from "@/components/charts/ChartCard";
import { HeatGrid, type Cell } from "@/components/charts/HeatGrid";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { addDays, WEEKDAYS, weekdayOf } from "@/lib/calendar";
import { formatCount, formatHours, formatMonth, formatNumber, formatWeekday } from "@/lib/format";
import { shade } from "@/lib/scale";
import { daysOfUse, type DayOfUse } from "@/services/fleetUsage";

const WEEKS = 53;
const path = (day: string) => `/usage/days?day=${day}`;

function words(day: string, item: DayOfUse | undefined): string {
  if (!item) return `${formatWeekday(day)}: not measured`;
  return `${formatWeekday(day)}: ${formatHours(item.hours)} connected, ${formatCount(item.workspaces, "WorkSpace")} used, ${formatCount(item.sessions, "session")}`;
}

/** A year of the fleet's days; each is as dark as it has connected hours, of the busiest. */
export function FleetDays({ today }: { today: string }) {
  const navigate = useNavigate();
  const monday = addDays(today, -weekdayOf(today) - (WEEKS - 1) * 7);
  const answer = useQuery(daysOfUse(monday, today));
  const known = new Map(answer.data?.map((item) => [item.day, item]));
  const busiest = Math.max(0, ...(answer.data?.map((item) => item.hours) ?? []));
  const columns: Cell[][] = Array.from({ length: WEEKS }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => {
      const day = addDays(monday, week * 7 + weekday);
      const item = known.get(day);
      return {
        key: day,
        label: words(day, item),
        step: item ? shade(item.hours, busiest, 5) : null,
        absent: day > today,
      };
    }),
  );
  const months: Record<number, string> = {};
  columns.forEach((column, at) => {
    const first = column[0]?.key ?? "";
    if (at > 0 && Number(first.slice(8)) <= 7) months[at] = formatMonth(first, "short").slice(0, 3);
  });
  return (
    <ChartCard
      id="fleet-days"
      title="Hours per day"
      hint={
        <>
          <Origin kind="measured" /> last 12 months, days of UTC
        </>
      }
      what="load the hours"
      answer={answer}
      isEmpty={answer.data?.length === 0}
      empty={
        <Empty icon={CalendarOff} title="No hours are known">
          A sync of usage reads them from CloudWatch.
        </Empty>
      }
      height={172}
      rows={[...(answer.data ?? [])].reverse()}
      rowKey={(item) => item.day}
      columns={[
        {
          label: "Day",
          cell: (item) => (
            <Link
              to={path(item.day)}
              className="rounded-sm font-medium hover:text-accent-ink hover:underline"
            >
              {formatWeekday(item.day)}
            </Link>
          ),
        },
        { label: "Connected", right: true, cell: (item) => formatHours(item.hours) },
        { label: "Billed", right: true, cell: (item) => formatHours(item.billed) },
        { label: "Sessions", right: true, cell: (item) => formatNumber(item.sessions) },
        { label: "WorkSpaces used", right: true, cell: (item) => formatNumber(item.workspaces) },
      ]}
    >
      <HeatGrid
        label="The fleet’s connected hours per day"
        columns={columns}
        rowLabels={WEEKDAYS}
        columnLabels={months}
        size={13}
        everyRow={2}
        onPick={(day) => navigate(path(day))}
        least="none"
        most={`${formatHours(busiest)} a day`}
        rest="Choose a day to see it by account and Region."
      />
    </ChartCard>
  );
}
