import { CalendarOff } from "lucide-react";
import { Link, useLocation } from "react-router-dom";
import type { UsagePeriod } from "@/api/types";
import { ChartCard, type Answer } from "@/components/charts/ChartCard";
import { Columns } from "@/components/charts/Columns";
import type { Point, Series } from "@/components/charts/types";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { formatHours, formatMonth, formatNumber, formatShare, formatShort } from "@/lib/format";
import { withParam } from "@/lib/useParam";

const SHOWN = 13;
const CONNECTED: Series = { key: "connected", label: "Connected", tone: 1 };
const IDLE: Series = { key: "idle", label: "Idle until it stopped", tone: 3 };

function toPoint(item: UsagePeriod, search: string): Point {
  const { connected_hours: connected, billed_hours: billed } = item;
  return {
    key: item.period,
    label: formatMonth(item.period),
    short: formatMonth(item.period, "short"),
    values: {
      connected,
      idle: connected !== null && billed !== null ? Math.max(billed - connected, 0) : null,
    },
    to: monthSearch(search, item.period),
    note: item.coverage < 1 ? `${formatShare(item.coverage)} measured` : undefined,
  };
}

/** The address with that month chosen in place of a day. */
function monthSearch(search: string, month: string): string {
  return withParam(withParam(search, "day", null), "month", month);
}

interface Props {
  answer: Answer & { data?: UsagePeriod[] | undefined };
  selected: string | undefined;
}

/** Hours by month: connected, and what AutoStop bills on top while it waits to stop. */
export function UsageMonths({ answer, selected }: Props) {
  const { search } = useLocation();
  const items = answer.data?.slice(-SHOWN) ?? [];
  const byHour = items.some((item) => item.billed_hours !== null);
  return (
    <ChartCard
      id="months"
      title="Hours per month"
      hint={
        <>
          <Origin kind="measured" />
          {byHour && (
            <>
              {" "}
              billed hours: <Origin kind="modelled" />
            </>
          )}
        </>
      }
      what="load the months"
      answer={answer}
      isEmpty={!items.length}
      empty={
        <Empty icon={CalendarOff} title="No month is known">
          The months appear once a sync of usage has read the hours.
        </Empty>
      }
      height={272}
      rows={[...items].reverse()}
      rowKey={(item) => item.period}
      columns={[
        {
          label: "Month",
          cell: (item) => (
            <Link
              to={monthSearch(search, item.period)}
              className="rounded-sm font-medium hover:text-accent-ink hover:underline"
            >
              {formatMonth(item.period)}
            </Link>
          ),
        },
        { label: "Connected", right: true, cell: (item) => formatHours(item.connected_hours) },
        {
          label: "Billed",
          right: true,
          cell: (item) => (item.billed_hours === null ? "not by the hour" : formatHours(item.billed_hours)),
        },
        { label: "Sessions", right: true, cell: (item) => formatNumber(item.sessions) },
        { label: "Measured", right: true, cell: (item) => formatShare(item.coverage) },
      ]}
    >
      <Columns
        label="Hours per month"
        series={byHour ? [CONNECTED, IDLE] : [CONNECTED]}
        points={items.map((item) => toPoint(item, search))}
        format={formatHours}
        short={formatShort}
        selected={selected}
        leads="Show its sessions"
      />
    </ChartCard>
  );
}
