import { useQuery } from "@tanstack/react-query";
import { CircleDollarSign } from "lucide-react";
import { Link, useLocation } from "react-router-dom";
import { ChartCard } from "@/components/charts/ChartCard";
import { Columns, sumOf } from "@/components/charts/Columns";
import type { Point, Series } from "@/components/charts/types";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { formatCount, formatMoney, formatMonth, formatShortMoney } from "@/lib/format";
import { withParam } from "@/lib/useParam";
import type { MonthForecast } from "@/api/types";
import { monthForecast } from "@/services/costs";
import { byMonth, type MonthSum } from "@/services/dimensions";
import { isAwaitingFirst } from "@/services/meta";

const MODES: Series[] = [
  { key: "ALWAYS_ON", label: "AlwaysOn", tone: 1 },
  { key: "AUTO_STOP", label: "AutoStop", tone: 2 },
  { key: "other", label: "Other", tone: 6 },
  { key: "rest", label: "Forecast of the rest", tone: 6, open: true },
];

/** The month that runs, with what its end is forecast to add. */
export function withForecast(point: Point, forecast: MonthForecast | undefined): Point {
  const total = forecast?.total;
  if (!forecast || total?.cost == null || point.key !== forecast.month) return point;
  const rest = Math.max(0, total.cost - (total.cost_so_far ?? 0));
  // The forecast is of fewer WorkSpaces than the month where some cannot be forecast: the interval is of what is left.
  const gone = (sumOf(point, MODES) ?? 0) - (total.cost_so_far ?? 0);
  const low = total.low === null ? null : total.low + gone;
  const high = total.high === null ? null : total.high + gone;
  const words = [
    ...(low === null || high === null
      ? []
      : [
          `${formatMoney(low, "dollars")} to ${formatMoney(high, "dollars")} (${forecast.interval_percent}%)`,
        ]),
    ...(total.unknown ? [`${formatCount(total.unknown, "WorkSpace")} of unknown forecast`] : []),
  ];
  return {
    ...point,
    values: { ...point.values, rest },
    range: low === null || high === null ? undefined : { low, high },
    note: words.join(", ") || undefined,
  };
}

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
  const forecast = useQuery(monthForecast);
  const points = toPoints(
    answer.data ?? [],
    months,
    to ?? ((month) => withParam(search, "month", month)),
  ).map((point) => withForecast(point, forecast.data));
  const series = MODES.filter(({ key }) => points.some((point) => point.values[key] != null));
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
      answer={{ ...answer, isPending: answer.isPending || isAwaitingFirst(forecast) }}
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
          cell: (point: Point) =>
            each.open && point.values[each.key] == null ? "–" : formatMoney(point.values[each.key]),
        })),
        {
          label: "Total",
          right: true,
          cell: (point) => (
            <>
              {formatMoney(sumOf(point, series))}
              {point.note && <span className="block text-2xs text-faint">{point.note}</span>}
            </>
          ),
        },
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
