import { useQuery } from "@tanstack/react-query";
import { CalendarOff } from "lucide-react";
import { Link, useNavigate } from "react-router-dom";
import { ChartCard } from "@/components/charts/ChartCard";
import { HeatGrid, type Cell } from "@/components/charts/HeatGrid";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { WEEKDAYS } from "@/lib/calendar";
import { formatMonth, formatNumber, formatShare } from "@/lib/format";
import { shade } from "@/lib/scale";
import { averageWeek, type HourOfWeek } from "@/services/fleetUsage";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const clock = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
const at = (weekday: number, hour: number) =>
  `${WEEKDAYS[weekday - 1] ?? ""} ${clock(hour)} to ${clock(hour + 1)}`;
const oneDecimal = (value: number | null) =>
  formatNumber(value === null ? null : Math.round(value * 10) / 10);
const shareOf = (item: HourOfWeek) =>
  item.connected === null || !item.measured ? null : item.connected / item.measured;

function words(weekday: number, hour: number, item: HourOfWeek | undefined): string {
  if (item?.connected == null) return `${at(weekday, hour)}: not measured`;
  return `${at(weekday, hour)}: ${oneDecimal(item.connected)} WorkSpaces connected on average, ${formatShare(shareOf(item))} of those measured`;
}

/** When the fleet is used: the average week of a month, hour by hour. */
export function WeekShape({ month }: { month: string }) {
  const navigate = useNavigate();
  const answer = useQuery(averageWeek(month));
  const known = new Map(answer.data?.map((item) => [`${item.weekday} ${item.hour}`, item]));
  const busiest = Math.max(0, ...(answer.data?.map((item) => item.connected ?? 0) ?? []));
  const path = (weekday: number, hour: number) =>
    `/usage/hours?month=${month}-01&weekday=${weekday}&hour_of_day=${hour}&sort=hour`;
  const columns: Cell[][] = HOURS.map((hour) =>
    WEEKDAYS.map((_, day) => {
      const item = known.get(`${day + 1} ${hour}`);
      return {
        key: `${day + 1} ${hour}`,
        label: words(day + 1, hour, item),
        step: item?.connected == null ? null : shade(item.connected, busiest, 5),
      };
    }),
  );
  return (
    <ChartCard
      id="week"
      title={`The average week of ${formatMonth(month)}`}
      hint={
        <>
          <Origin kind="measured" /> connected WorkSpaces, hours of UTC
        </>
      }
      what="load the hours"
      answer={answer}
      isEmpty={answer.data?.length === 0}
      empty={
        <Empty icon={CalendarOff} title={`No hours of ${formatMonth(month)} are known`}>
          A sync of usage reads them from CloudWatch.
        </Empty>
      }
      height={272}
      rows={answer.data ?? []}
      rowKey={(item) => `${item.weekday} ${item.hour}`}
      columns={[
        {
          label: "Hour",
          cell: (item) => (
            <Link
              to={path(item.weekday, item.hour)}
              className="rounded-sm font-medium hover:text-accent-ink hover:underline"
            >
              {at(item.weekday, item.hour)}
            </Link>
          ),
        },
        { label: "Connected", right: true, cell: (item) => oneDecimal(item.connected) },
        { label: "Measured", right: true, cell: (item) => oneDecimal(item.measured) },
        { label: "Share", right: true, cell: (item) => formatShare(shareOf(item)) },
      ]}
    >
      <HeatGrid
        label="Connected WorkSpaces by weekday and hour"
        columns={columns}
        rowLabels={WEEKDAYS}
        columnLabels={{ 0: "00", 6: "06", 12: "12", 18: "18" }}
        size={27}
        width={17}
        onPick={(key) => {
          const [weekday = 1, hour = 0] = key.split(" ").map(Number);
          navigate(path(weekday, hour));
        }}
        least="none"
        most={oneDecimal(busiest)}
        rest="Choose an hour to see its days by account and Region."
      />
    </ChartCard>
  );
}
