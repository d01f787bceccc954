import { useQuery } from "@tanstack/react-query";
import { CalendarOff } from "lucide-react";
import type { UsagePeriod } from "@/api/types";
import { ChartCard } from "@/components/charts/ChartCard";
import { HeatGrid, type Cell } from "@/components/charts/HeatGrid";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { addDays, daysBetween, WEEKDAYS, weekdayOf } from "@/lib/calendar";
import {
  formatCount,
  formatHours,
  formatMonth,
  formatNumber,
  formatShare,
  formatWeekday,
} from "@/lib/format";
import { shade } from "@/lib/scale";
import { workspaceUsage } from "@/services/usage";

const WEEKS = 53;
/** Hours from which on a day has the darkest colour. */
const FULL_DAY = 10;

function words(day: string, item: UsagePeriod | undefined): string {
  if (!item) return `${formatWeekday(day)}: not measured`;
  if (item.connected_hours === null) return `${formatWeekday(day)}: not measured`;
  const parts = [`${formatHours(item.connected_hours)} connected`];
  if (item.billed_hours !== null) parts.push(`${formatHours(item.billed_hours)} billed`);
  if (item.sessions !== null) parts.push(formatCount(item.sessions, "session"));
  if (item.coverage < 1) parts.push(`${formatShare(item.coverage)} measured`);
  return `${formatWeekday(day)}: ${parts.join(", ")}`;
}

interface Props {
  id: string;
  today: string;
  selected: string | null;
  onPick: (day: string) => void;
}

/** A year of days; each is as dark as it has connected hours. */
export function UsageCalendar({ id, today, selected, onPick }: Props) {
  const monday = addDays(today, -weekdayOf(today) - (WEEKS - 1) * 7);
  const answer = useQuery(workspaceUsage(id, "day", { from: monday, to: today }));
  const known = new Map(answer.data?.map((item) => [item.period, item]));
  const columns: Cell[][] = Array.from({ length: WEEKS }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => {
      const day = addDays(monday, week * 7 + weekday);
      const item = known.get(day);
      const hours = item?.connected_hours ?? null;
      return {
        key: day,
        label: words(day, item),
        step: hours === null ? null : shade(hours, FULL_DAY, 5),
        absent: day > today,
      };
    }),
  );
  const months: Record<number, string> = {};
  columns.forEach((column, at) => {
    const first = column[0]?.key ?? "";
    if (at > 0 && Number(first.slice(8)) <= 7) months[at] = formatMonth(first, "short").slice(0, 3);
  });
  const used = daysBetween(monday, today)
    .reverse()
    .flatMap((day) => {
      const item = known.get(day);
      return item?.connected_hours ? [item] : [];
    });
  return (
    <ChartCard
      id="days"
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
          CloudWatch has told nothing of this WorkSpace yet: the next sync of usage reads it.
        </Empty>
      }
      height={172}
      rows={used}
      rowKey={(item) => item.period}
      columns={[
        { label: "Day", cell: (item) => formatWeekday(item.period) },
        { label: "Connected", right: true, cell: (item) => formatHours(item.connected_hours) },
        { label: "Billed", right: true, cell: (item) => formatHours(item.billed_hours) },
        { label: "Sessions", right: true, cell: (item) => formatNumber(item.sessions) },
        { label: "Measured", right: true, cell: (item) => formatShare(item.coverage) },
      ]}
    >
      <HeatGrid
        label="Connected hours per day"
        columns={columns}
        rowLabels={WEEKDAYS}
        columnLabels={months}
        size={13}
        everyRow={2}
        selected={selected}
        onPick={onPick}
        least="none"
        most={`${FULL_DAY - 1} h or more`}
        rest="Choose a day to see its sessions."
      />
    </ChartCard>
  );
}
