import { useQuery } from "@tanstack/react-query";
import { ReceiptText } from "lucide-react";
import { ChartCard } from "@/components/charts/ChartCard";
import { Lines } from "@/components/charts/Lines";
import type { Point, Series } from "@/components/charts/types";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { formatMoney, formatMonth, formatShortMoney, formatSigned, UNKNOWN } from "@/lib/format";
import { billByMonth } from "@/services/costs";
import { byMonth } from "@/services/dimensions";

const SERIES: Series[] = [
  { key: "modelled", label: "Modelled", tone: 1 },
  { key: "billed", label: "Billed", tone: 3, dashed: true },
];

/** Of how many per cent the model lies above (or below) the bill; null where one of them is not known. */
export function errorOf(point: Point): number | null {
  const { modelled, billed } = point.values;
  return modelled == null || billed == null || billed === 0 ? null : ((modelled - billed) / billed) * 100;
}

const errorText = (point: Point) => {
  const error = errorOf(point);
  return error === null ? UNKNOWN : `${formatSigned(error)} %`;
};

/** The modelled cost of each month beside what AWS has billed. */
export function BillComparison({ months }: { months: string[] }) {
  const first = months[0] ?? "";
  const modelled = useQuery(byMonth("costs", "cost", first, "running_mode"));
  const billed = useQuery(billByMonth(first, months.at(-1) ?? ""));
  const points: Point[] = months.map((month) => {
    const parts = modelled.data?.find((sum) => sum.month === month)?.parts ?? [];
    const known = parts.flatMap((part) => part.amount ?? []);
    const bill = billed.data?.items.find((item) => item.month === month);
    const point: Point = {
      key: month,
      label: formatMonth(month),
      short: formatMonth(month, "short"),
      values: {
        modelled: known.length ? known.reduce((sum, each) => sum + each, 0) : null,
        billed: bill?.cost ?? null,
      },
    };
    const error = errorOf(point);
    const words = [
      ...(error === null ? [] : [`model ${formatSigned(error)} %`]),
      ...(bill?.estimated ? ["AWS may still change its bill"] : []),
    ];
    return { ...point, note: words.join("; ") || undefined };
  });
  const failed = modelled.isError ? modelled : billed;
  return (
    <ChartCard
      id="bill"
      title="Modelled against billed"
      hint={
        <>
          <Origin kind="modelled" /> <Origin kind="billed" />
        </>
      }
      what="load the bill"
      answer={{ ...failed, isPending: modelled.isPending || billed.isPending }}
      isEmpty={points.every((point) => point.values.billed === null)}
      empty={
        <Empty icon={ReceiptText} title="No bill is known">
          A sync of costs reads it from Cost Explorer; the account must be allowed to.
        </Empty>
      }
      height={272}
      rows={[...points].reverse()}
      rowKey={(point) => point.key}
      columns={[
        { label: "Month", cell: (point) => point.label },
        { label: "Modelled", right: true, cell: (point) => formatMoney(point.values.modelled) },
        { label: "Billed", right: true, cell: (point) => formatMoney(point.values.billed) },
        { label: "Error", right: true, cell: errorText },
      ]}
    >
      <Lines
        label="Modelled against billed"
        series={SERIES}
        points={points}
        format={formatMoney}
        short={formatShortMoney}
        height={240}
      />
    </ChartCard>
  );
}
