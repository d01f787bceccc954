import { useQuery } from "@tanstack/react-query";
import { CircleDollarSign } from "lucide-react";
import type { ModeComparison } from "@/api/types";
import { ChartCard } from "@/components/charts/ChartCard";
import { Lines, type Mark } from "@/components/charts/Lines";
import type { Point } from "@/components/charts/types";
import { Empty } from "@/components/ui/Empty";
import { Notice } from "@/components/ui/Notice";
import { Origin } from "@/components/ui/Origin";
import { formatHours, formatMoney, formatMonth, formatShare, formatShortMoney } from "@/lib/format";
import { modeComparison } from "@/services/costs";

const STEP = 5;

interface Prices {
  fee: number;
  base: number;
  hour: number;
}

export function pricesOf(told: ModeComparison | undefined): Prices | null {
  if (told?.always_on_month == null || told.auto_stop_month == null || told.auto_stop_hour == null)
    return null;
  return { fee: told.always_on_month, base: told.auto_stop_month, hour: told.auto_stop_hour };
}

/** What the months of this WorkSpace say: which mode would have cost less, and by how much in all. */
export function verdict(told: ModeComparison, prices: Prices): string | null {
  const whole = told.months.slice(0, -1).filter((month) => month.auto_stop_hours !== null);
  if (!whole.length) return null;
  const costs = whole.map((month) => prices.base + prices.hour * (month.auto_stop_hours ?? 0));
  const difference = costs.reduce((sum, each) => sum + each, 0) - prices.fee * whole.length;
  const cheaper = difference > 0 ? "AlwaysOn" : "AutoStop";
  const span = whole.length === 1 ? "the last whole month" : `the last ${whole.length} whole months`;
  return `At today’s prices ${cheaper} would have cost ${formatMoney(Math.abs(difference))} less over ${span}.`;
}

/** Cost of a month by its hours in both modes, the point where they cross, and where this WorkSpace's months lie. */
export function ModeCurve({ id }: { id: string }) {
  const answer = useQuery(modeComparison(id));
  const told = answer.data;
  const prices = pricesOf(told);
  const even = told?.break_even_hours ?? null;
  const used = told?.months.flatMap((month) => month.auto_stop_hours ?? []) ?? [];
  const reach = Math.min(744, Math.ceil((Math.max((even ?? 0) * 1.6, 40, ...used) * 1.08) / 20) * 20);
  const points: Point[] = prices
    ? Array.from({ length: reach / STEP + 1 }, (_, at) => ({
        key: String(at),
        label: formatHours(at * STEP),
        short: (at * STEP) % (reach > 300 ? 100 : 20) ? "" : formatHours(at * STEP),
        values: { always_on: prices.fee, auto_stop: prices.base + prices.hour * at * STEP },
      }))
    : [];
  const marks: Mark[] = (prices ? (told?.months ?? []) : []).flatMap((month) =>
    month.auto_stop_hours === null || !prices
      ? []
      : [
          {
            key: month.month,
            at: Math.min(month.auto_stop_hours / reach, 1),
            value: prices.base + prices.hour * month.auto_stop_hours,
            label: formatMonth(month.month),
          },
        ],
  );
  const sentence = told && prices ? verdict(told, prices) : null;
  return (
    <ChartCard
      id="modes"
      title="AlwaysOn against AutoStop"
      hint={
        <>
          <Origin kind="modelled" /> by hours a month, at today’s prices
        </>
      }
      what="compare the running modes"
      answer={answer}
      isEmpty={!prices}
      empty={
        <Empty icon={CircleDollarSign} title="The prices are not known">
          {told?.reason ?? "The price list has not been read yet."}
        </Empty>
      }
      height={330}
      rows={told?.months ?? []}
      rowKey={(month) => month.month}
      columns={[
        { label: "Month", cell: (month) => formatMonth(month.month) },
        { label: "Hours by AutoStop", right: true, cell: (month) => formatHours(month.auto_stop_hours) },
        { label: "Measured", right: true, cell: (month) => formatShare(month.coverage) },
        {
          label: "AutoStop",
          right: true,
          cell: (month) =>
            formatMoney(
              prices && month.auto_stop_hours !== null
                ? prices.base + prices.hour * month.auto_stop_hours
                : null,
            ),
        },
        { label: "AlwaysOn", right: true, cell: () => formatMoney(prices?.fee) },
      ]}
    >
      <Lines
        label="Cost of a month by its hours"
        series={[
          { key: "auto_stop", label: "AutoStop", tone: 2 },
          { key: "always_on", label: "AlwaysOn", tone: 1, dashed: true },
        ]}
        points={points}
        format={formatMoney}
        short={formatShortMoney}
        upright={
          even !== null && even <= reach
            ? [{ at: even / reach, label: `same cost at ${formatHours(even)}` }]
            : []
        }
        marks={marks}
        height={240}
      />
      <Notice tone="neutral" className="mt-3">
        {sentence ?? "No month of it was measured, so that none can be compared."}{" "}
        {told && (
          <span className="text-faint">
            The dots are its months, counted with an idle timeout of {told.timeout_minutes} minutes.
          </span>
        )}
      </Notice>
    </ChartCard>
  );
}
