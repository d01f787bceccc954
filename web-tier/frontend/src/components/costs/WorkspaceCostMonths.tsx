import { CircleDollarSign } from "lucide-react";
import { Link, useLocation } from "react-router-dom";
import type { BillingLine } from "@/api/types";
import { ChartCard, type Answer } from "@/components/charts/ChartCard";
import { Columns } from "@/components/charts/Columns";
import type { Point, Series } from "@/components/charts/types";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { formatMoney, formatMonth, formatShortMoney } from "@/lib/format";
import { withParam } from "@/lib/useParam";
import { CHARGES } from "@/services/costs";

/** The sum of amounts; null, not a part of it, where one of them is not known. */
export function wholeSum(amounts: (number | null)[]): number | null {
  return amounts.reduce<number | null>((sum, each) => (sum === null || each === null ? null : sum + each), 0);
}

/** One column a month: each charge's amount, and which of them are not known. */
export function costPoints(lines: BillingLine[], months: string[], search: string): Point[] {
  return months.map((month) => {
    const of = lines.filter((line) => line.month === month);
    const values = Object.fromEntries(
      CHARGES.map(({ key }) => {
        const amounts = of.filter((line) => line.kind === key).map((line) => line.cost);
        return [key, amounts.length ? wholeSum(amounts) : null];
      }),
    );
    const unknown = of.filter((line) => line.cost === null).length;
    return {
      key: month,
      label: formatMonth(month),
      short: formatMonth(month, "short"),
      values,
      to: withParam(search, "month", month),
      note: unknown ? `${unknown} of ${of.length} charges unknown` : of.length ? undefined : "no charge",
    };
  });
}

interface Props {
  answer: Answer & { data?: { items: BillingLine[] } | undefined };
  months: string[];
  selected: string;
}

/** What a WorkSpace cost by month, stacked by what is charged. */
export function WorkspaceCostMonths({ answer, months, selected }: Props) {
  const { search } = useLocation();
  const lines = answer.data?.items ?? [];
  const points = costPoints(lines, months, search);
  const series: Series[] = CHARGES.filter(({ key }) => lines.some((line) => line.kind === key));
  return (
    <ChartCard
      id="costs"
      title="Cost per month"
      hint={<Origin kind="modelled" />}
      what="load the costs"
      answer={answer}
      isEmpty={!lines.length}
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
          cell: (point: Point) => {
            const value = point.values[each.key];
            const charged = lines.some((line) => line.month === point.key && line.kind === each.key);
            return value === null && !charged ? "–" : formatMoney(value);
          },
        })),
        {
          label: "Total",
          right: true,
          cell: (point) =>
            formatMoney(wholeSum(lines.filter((line) => line.month === point.key).map((line) => line.cost))),
        },
      ]}
    >
      <Columns
        label="Cost per month"
        series={series}
        points={points}
        format={(value) => (value == null ? "–" : formatMoney(value))}
        short={formatShortMoney}
        selected={selected}
        leads="Explain it"
      />
    </ChartCard>
  );
}
