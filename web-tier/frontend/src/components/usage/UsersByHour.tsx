import { useQuery } from "@tanstack/react-query";
import { CalendarOff } from "lucide-react";
import { Link } from "react-router-dom";
import { ChartCard } from "@/components/charts/ChartCard";
import { Lines } from "@/components/charts/Lines";
import type { Point } from "@/components/charts/types";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { addDays } from "@/lib/calendar";
import { formatDay, formatNumber, formatShort, formatTime } from "@/lib/format";
import { hoursSince } from "@/services/fleetUsage";

const DAYS = 7;
const HOUR = 3_600_000;

/** Connected users hour by hour over the last week; an hour that was not measured is a gap. */
export function UsersByHour({ today }: { today: string }) {
  const from = addDays(today, 1 - DAYS);
  const answer = useQuery(hoursSince(from));
  const known = new Map(answer.data?.map((hour) => [Date.parse(hour.at), hour]));
  const last = Math.max(0, ...known.keys());
  const first = Date.parse(`${from}T00:00:00Z`);
  const count = last < first ? 0 : (last - first) / HOUR + 1;
  const points: Point[] = Array.from({ length: count }, (_, at) => {
    const instant = new Date(first + at * HOUR).toISOString();
    const hour = known.get(first + at * HOUR);
    return {
      key: instant,
      label: formatTime(instant),
      short: at % 24 ? "" : formatDay(instant).replace(/, \d{4}$/, ""),
      values: { connected: hour?.connected ?? null },
      note: hour ? `of ${formatNumber(hour.measured)} measured` : "not measured",
      to: `/usage/hours?hour.gte=${instant}&hour.lt=${new Date(first + (at + 1) * HOUR).toISOString()}`,
    };
  });
  return (
    <ChartCard
      id="users-by-hour"
      title="Connected users by hour"
      hint={
        <>
          <Origin kind="measured" /> last {DAYS} days
        </>
      }
      what="load the hours"
      answer={answer}
      isEmpty={!points.length}
      empty={
        <Empty icon={CalendarOff} title="No hours of the last days are known">
          A sync of usage reads them from CloudWatch.
        </Empty>
      }
      height={272}
      rows={[...points].reverse()}
      rowKey={(point) => point.key}
      columns={[
        {
          label: "Hour",
          cell: (point) => (
            <Link
              to={point.to ?? ""}
              className="rounded-sm font-medium hover:text-accent-ink hover:underline"
            >
              {point.label}
            </Link>
          ),
        },
        { label: "Connected", right: true, cell: (point) => formatNumber(point.values.connected) },
        {
          label: "Measured",
          right: true,
          cell: (point) => point.note?.replace("of ", "").replace(" measured", "") ?? "",
        },
      ]}
    >
      <Lines
        label="Connected users by hour"
        series={[{ key: "connected", label: "Connected", tone: 1 }]}
        points={points}
        format={formatNumber}
        short={formatShort}
      />
    </ChartCard>
  );
}
