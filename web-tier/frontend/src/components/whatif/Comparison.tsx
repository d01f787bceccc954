import { CircleDollarSign } from "lucide-react";
import { Link } from "react-router-dom";
import type { Field, WhatIfAnswer } from "@/api/types";
import { ChartCard, type Answer } from "@/components/charts/ChartCard";
import { DimensionPicker } from "@/components/charts/DimensionPicker";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { formatCount, formatMoney, formatNumber } from "@/lib/format";
import { absentText, fieldText } from "@/services/fieldText";

type Item = WhatIfAnswer["items"][number];
const MOST = 20;
const ROW = 52;

function pathOf(field: string, value: string | null): string {
  const params = value === null ? { [`${field}.is_null`]: "true" } : { [field]: value };
  return `/workspaces?${new URLSearchParams(params).toString()}`;
}

interface Props {
  answer: Answer & { data?: WhatIfAnswer | undefined };
  by: string;
  field: Field | undefined;
  onBy: (field: string) => void;
}

/** Cost as it is and as it would be, one pair of bars for each value of a field. */
export function Comparison({ answer, by, field, onBy }: Props) {
  const items = answer.data?.items ?? [];
  const shown = items.slice(0, MOST);
  const largest = Math.max(0, ...items.flatMap((item) => [Number(item.cost), Number(item.changed_cost)]));
  const label = (item: Item) =>
    item.value === null ? `${field?.label ?? by} ${absentText(by)}` : fieldText(field, item.value);
  const width = (amount: number) => ({ width: `${largest > 0 ? (amount / largest) * 100 : 0}%` });
  const name = (item: Item) => (
    <Link
      to={pathOf(by, item.value)}
      className="rounded-sm font-medium hover:text-accent-ink hover:underline"
    >
      <bdi>{label(item)}</bdi>
    </Link>
  );
  return (
    <ChartCard
      id="what-if"
      title="Before and after"
      hint={
        <>
          <Origin kind="modelled" /> a whole month
        </>
      }
      action={<DimensionPicker value={by} onChange={onBy} />}
      what="compare the costs"
      answer={answer}
      isEmpty={!items.length}
      empty={
        <Empty icon={CircleDollarSign} title="No cost is known">
          Prices, and the hours of a whole month, are needed.
        </Empty>
      }
      height={320}
      rows={items}
      rowKey={(item) => item.value ?? "\u0000"}
      columns={[
        { label: field?.label ?? by, cell: name },
        { label: "WorkSpaces", right: true, cell: (item) => formatNumber(item.workspaces) },
        { label: "Changed", right: true, cell: (item) => formatNumber(item.changed) },
        { label: "Unknown", right: true, cell: (item) => formatNumber(item.unknown) },
        { label: "Now", right: true, cell: (item) => formatMoney(Number(item.cost)) },
        { label: "After", right: true, cell: (item) => formatMoney(Number(item.changed_cost)) },
        { label: "Saving", right: true, cell: (item) => formatMoney(Number(item.saving)) },
      ]}
    >
      <ul aria-label="Before and after" style={{ minHeight: Math.min(shown.length, 6) * ROW }}>
        {shown.map((item) => (
          <li
            key={item.value ?? "\u0000"}
            className="grid min-h-13 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 py-1 text-sm sm:grid-cols-[minmax(0,13rem)_minmax(3rem,1fr)_11rem]"
          >
            <span className="min-w-0">
              <span className="block truncate">{name(item)}</span>
              <span className="block truncate text-2xs leading-3.5 text-faint">
                {formatNumber(item.changed)} of {formatCount(item.workspaces, "WorkSpace")} changed
              </span>
            </span>
            <span
              aria-hidden
              className="col-span-2 row-start-2 flex flex-col gap-0.5 sm:col-span-1 sm:row-start-auto"
            >
              <span
                className="block h-2 min-w-0.5 rounded-[3px] bg-chart-6"
                style={width(Number(item.cost))}
              />
              <span
                className="block h-2 min-w-0.5 rounded-[3px] bg-chart-2"
                style={width(Number(item.changed_cost))}
              />
            </span>
            <span className="text-right text-xs tnum">
              {formatMoney(Number(item.cost), "dollars")} <span className="text-muted">becomes</span>{" "}
              <span className="font-medium">{formatMoney(Number(item.changed_cost), "dollars")}</span>
              <span className="block text-muted">
                {Number(item.saving) < 0
                  ? `${formatMoney(-Number(item.saving), "dollars")} more`
                  : `${formatMoney(Number(item.saving), "dollars")} less`}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {items.length > MOST && (
        <p className="pt-1 text-xs text-faint">
          {formatCount(items.length - MOST, "more stands", "more stand")} in the table.
        </p>
      )}
    </ChartCard>
  );
}
