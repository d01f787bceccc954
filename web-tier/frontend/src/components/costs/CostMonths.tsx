import { useQuery } from "@tanstack/react-query";
import { CircleDollarSign } from "lucide-react";
import { Link, useLocation } from "react-router-dom";
import { ChartCard } from "@/components/charts/ChartCard";
import { Columns, sumOf } from "@/components/charts/Columns";
import type { Point, Series } from "@/components/charts/types";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { formatMoney, formatMonth, formatShortMoney } from "@/lib/format";
import { withParam } from "@/lib/useParam";
import { byMonth, type MonthSum } from "@/services/dimensions";

const MODES: Series[] = [
  { key: "ALWAYS_ON", label: "AlwaysOn", tone: 1 },
  { key: "AUTO_STOP", label: "AutoStop", tone: 2 },
  { key: "other", label: "Other", tone: 6 },
];

function toPoints(sums: MonthSum[], months: string[], to: (month: string) => string): Point[] {
  return months.map((month) => {
    const values: Record<string, number | null> = { ALWAYS_ON: null, AUTO_STOP: null, other: null };
    for (const part of sums.find((sum) => sum.month === month)?.parts ?? []) {
      const key = part.value === "ALWAYS_ON" || part.value === "AUTO_STOP" ? part.value : "other";
      if (part.amount !== null) values[key] = (values[key] ?? 0) + part.amount;
    }
    return {
      key: month,
      label: formatMonth(month),
      short: formatMonth(month, "short"),
      values,
      to: to(month),
    };
  });
}

interface Props {
  months: string[];
  selected?: string;
  /** Where a month leads to, in place of choosing it on this page. */
  to?: (month: string) => string;
  title?: string;
}

/** The modelled cost of the fleet by month, stacked by running mode. */
export function CostMonths({ months, selected, to, title = "Cost per month" }: Props) {
  const { search } = useLocation();
  const answer = useQuery(byMonth("costs", "cost", months[0] ?? "", "running_mode"));
  const points = toPoints(answer.data ?? [], months, to ?? ((month) => withParam(search, "month", month)));
  const series = MODES.filter(({ key }) => points.some((point) => point.values[key] !== null));
  return (
    <ChartCard
      id="cost-months"
      title={title}
      hint={
        <>
          <Origin kind="modelled" /> by running mode
        </>
      }
      what="load the costs"
      answer={answer}
      isEmpty={!series.length}
      empty={
        <Empty icon={CircleDollarSign} title="No cost is known">
          Costs are modelled after a sync has read prices and hours.
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
          cell: (point: Point) => formatMoney(point.values[each.key]),
        })),
        { label: "Total", right: true, cell: (point) => formatMoney(sumOf(point, series)) },
      ]}
    >
      <Columns
        label={title}
        series={series}
        points={points}
        format={formatMoney}
        short={formatShortMoney}
        selected={selected}
        leads="Show where it goes"
      />
    </ChartCard>
  );
}
