import { useQuery } from "@tanstack/react-query";
import { CalendarOff } from "lucide-react";
import { Link, useLocation } from "react-router-dom";
import { ChartCard } from "@/components/charts/ChartCard";
import { Columns, sumOf } from "@/components/charts/Columns";
import type { Point, Series } from "@/components/charts/types";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { formatHours, formatMonth, formatShort } from "@/lib/format";
import { withParam } from "@/lib/useParam";
import { byMonth } from "@/services/dimensions";

const MODES: Series[] = [
  { key: "ALWAYS_ON", label: "AlwaysOn", tone: 1 },
  { key: "AUTO_STOP", label: "AutoStop", tone: 2 },
  { key: "other", label: "Other", tone: 6 },
];

/** Connected hours of the fleet by month, stacked by the running mode of today. */
export function FleetMonths({ months, selected }: { months: string[]; selected: string }) {
  const { search } = useLocation();
  const answer = useQuery(byMonth("usage", "connected_hours", months[0] ?? "", "running_mode"));
  const points: Point[] = months.map((month) => {
    const values: Record<string, number | null> = { ALWAYS_ON: null, AUTO_STOP: null, other: null };
    for (const part of answer.data?.find((sum) => sum.month === month)?.parts ?? []) {
      const key = part.value === "ALWAYS_ON" || part.value === "AUTO_STOP" ? part.value : "other";
      if (part.amount !== null) values[key] = (values[key] ?? 0) + part.amount;
    }
    return {
      key: month,
      label: formatMonth(month),
      short: formatMonth(month, "short"),
      values,
      to: withParam(search, "month", month),
    };
  });
  const series = MODES.filter(({ key }) => points.some((point) => point.values[key] !== null));
  return (
    <ChartCard
      id="usage-months"
      title="Connected hours per month"
      hint={
        <>
          <Origin kind="measured" /> by running mode
        </>
      }
      what="load the hours"
      answer={answer}
      isEmpty={!series.length}
      empty={
        <Empty icon={CalendarOff} title="No hours are known">
          A sync of usage reads them from CloudWatch.
        </Empty>
      }
      height={272}
      rows={[...points].reverse()}
      rowKey={(point) => point.key}
      columns={[
        {
          label: "Month",
          cell: (point) => (
            <Link
              to={point.to ?? ""}
              className="rounded-sm font-medium hover:text-accent-ink hover:underline"
            >
              {point.label}
            </Link>
          ),
        },
        ...series.map((each) => ({
          label: each.label,
          right: true,
          cell: (point: Point) => formatHours(point.values[each.key]),
        })),
        { label: "Total", right: true, cell: (point) => formatHours(sumOf(point, series)) },
      ]}
    >
      <Columns
        label="Connected hours per month"
        series={series}
        points={points}
        format={formatHours}
        short={formatShort}
        selected={selected}
        leads="Show who used them"
      />
    </ChartCard>
  );
}
