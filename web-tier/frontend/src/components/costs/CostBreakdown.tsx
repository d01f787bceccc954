import { useQuery } from "@tanstack/react-query";
import { CircleDollarSign } from "lucide-react";
import { ChartCard } from "@/components/charts/ChartCard";
import { DimensionPicker } from "@/components/charts/DimensionPicker";
import { GroupBars, type Bar } from "@/components/charts/GroupBars";
import { Empty } from "@/components/ui/Empty";
import { Notice } from "@/components/ui/Notice";
import { formatCount, formatMoney, formatMonth, formatPercent } from "@/lib/format";
import { catalog, findDataset, findField } from "@/services/catalog";
import { DIMENSIONS, monthBy, type Group } from "@/services/dimensions";
import { absentText, fieldText } from "@/services/fieldText";
import { linesPath } from "@/services/lineSources";

interface Props {
  month: string;
  field: string;
  onField: (field: string) => void;
}

/** Where the money of a month goes: by account, Region, bundle, mode or any tag, with what nobody answers for. */
export function CostBreakdown({ month, field, onField }: Props) {
  const answer = useQuery(monthBy("costs", "cost", month, field));
  const all = useQuery(catalog).data;
  const dataset = all ? findDataset(all, "costs") : undefined;
  const described = dataset ? findField(dataset, field) : undefined;
  const tag = field.startsWith("tag.") ? field.slice(4) : null;
  const name = tag ? `tag ${tag}` : (DIMENSIONS.find((each) => each.value === field)?.label ?? field);
  const groups = answer.data?.groups ?? [];
  const total = groups.reduce((sum, group) => sum + (group.amount ?? 0), 0);
  const loose = groups.find((group) => group.value === null);
  const unknown = groups.reduce((sum, group) => sum + group.unknown, 0);
  const label = (group: Group) =>
    group.value === null
      ? tag
        ? "Not allocated"
        : `${name} ${absentText(field)}`
      : fieldText(described, group.value);
  const bars: Bar[] = groups.map((group) => ({
    key: String(group.value),
    label: label(group),
    amount: group.amount,
    note: [
      formatCount(group.workspaces, "WorkSpace"),
      ...(group.unknown ? [formatCount(group.unknown, "charge unknown", "charges unknown")] : []),
    ].join(", "),
    to: linesPath("costs", month, field, group.value),
    loose: group.value === null,
  }));
  return (
    <ChartCard
      id="cost-by"
      title={`Where ${formatMonth(month)} goes`}
      hint={answer.data ? `${formatMoney(total, "dollars")} modelled, by ${name.toLowerCase()}` : undefined}
      action={<DimensionPicker value={field} onChange={onField} />}
      what="divide the costs"
      answer={answer}
      isEmpty={!groups.length}
      empty={
        <Empty icon={CircleDollarSign} title={`No cost of ${formatMonth(month)} is known`}>
          Nothing was charged, or no sync had read the month’s prices and hours.
        </Empty>
      }
      height={300}
      rows={groups}
      rowKey={(group) => String(group.value)}
      columns={[
        { label: name, cell: label },
        { label: "WorkSpaces", right: true, cell: (group) => String(group.workspaces) },
        { label: "Cost", right: true, cell: (group) => formatMoney(group.amount) },
        {
          label: "Share",
          right: true,
          cell: (group) => (group.amount === null ? "–" : formatPercent(group.amount, total)),
        },
        { label: "Unknown charges", right: true, cell: (group) => String(group.unknown) },
      ]}
    >
      {(unknown > 0 || (tag !== null && loose)) && (
        <Notice tone={unknown > 0 ? "warn" : "neutral"} className="mb-2">
          {tag !== null && loose?.amount != null && (
            <>
              {formatPercent(loose.amount, total)} ({formatMoney(loose.amount)}) has no tag {tag} and is not
              allocated.{" "}
            </>
          )}
          {unknown > 0 && `${formatCount(unknown, "charge is", "charges are")} not known and in no sum.`}
        </Notice>
      )}
      <GroupBars label={`Cost by ${name}`} bars={bars} total={total} format={(value) => formatMoney(value)} />
      {(answer.data?.total ?? 0) > groups.length && (
        <p className="px-2 pt-1 text-xs text-faint">
          {formatCount((answer.data?.total ?? 0) - groups.length, "smaller one is", "smaller ones are")} not
          listed.
        </p>
      )}
    </ChartCard>
  );
}
