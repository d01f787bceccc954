import { CalendarOff } from "lucide-react";
import { Link } from "react-router-dom";
import type { Overview } from "@/api/types";
import { ChartCard, type Answer } from "@/components/charts/ChartCard";
import { Columns } from "@/components/charts/Columns";
import type { Point } from "@/components/charts/types";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { formatNumber, formatPercent, formatShort, formatTime } from "@/lib/format";

type Hour = Overview["connected_by_hour"][number];

/** The hour on the clock of the person looking, where it is one of four a day. */
function mark(hour: string): string {
  const at = new Date(hour).getHours();
  return at % 6 === 0 ? `${String(at).padStart(2, "0")}:00` : "";
}

export function toHourPoint({ hour, connected, measured }: Hour): Point {
  return {
    key: hour,
    label: formatTime(hour),
    short: mark(hour),
    // Where nothing was measured nobody was counted: that is no zero.
    values: { connected: measured > 0 ? connected : null },
    to: `/usage/hours?${new URLSearchParams({ month: `${hour.slice(0, 7)}-01`, hour }).toString()}`,
    note: measured > 0 ? `of ${formatNumber(measured)} measured` : "not measured",
  };
}

/** How many WorkSpaces a user was connected to, hour by hour of the last two days. */
export function ConnectedHours({ answer }: { answer: Answer & { data?: Overview | undefined } }) {
  const hours = answer.data?.connected_by_hour ?? [];
  const points = hours.map(toHourPoint);
  return (
    <ChartCard
      id="connected"
      title="Connected users by hour"
      hint={
        <>
          <Origin kind="measured" /> the last two days
        </>
      }
      what="load the hours"
      answer={answer}
      isEmpty={points.every((point) => point.values.connected === null)}
      empty={
        <Empty icon={CalendarOff} title="No hour is measured">
          A sync of usage reads the hours from CloudWatch.
        </Empty>
      }
      height={272}
      rows={[...hours].reverse()}
      rowKey={(each) => each.hour}
      columns={[
        {
          label: "Hour",
          cell: (each) => (
            <Link
              to={toHourPoint(each).to ?? ""}
              className="rounded-sm font-medium hover:text-accent-ink hover:underline"
            >
              {formatTime(each.hour)}
            </Link>
          ),
        },
        {
          label: "Connected",
          right: true,
          cell: (each) => (each.measured > 0 ? formatNumber(each.connected) : "not measured"),
        },
        { label: "Measured", right: true, cell: (each) => formatNumber(each.measured) },
        {
          label: "Share",
          right: true,
          cell: (each) => (each.measured > 0 ? formatPercent(each.connected, each.measured) : "–"),
        },
      ]}
    >
      <Columns
        label="Connected users by hour"
        series={[{ key: "connected", label: "Connected", tone: 2 }]}
        points={points}
        format={formatNumber}
        short={formatShort}
        leads="Show the hour by account and Region"
      />
    </ChartCard>
  );
}
