import { useQuery } from "@tanstack/react-query";
import { CalendarOff } from "lucide-react";
import { ChartCard } from "@/components/charts/ChartCard";
import { DimensionPicker } from "@/components/charts/DimensionPicker";
import { GroupBars } from "@/components/charts/GroupBars";
import { Empty } from "@/components/ui/Empty";
import { formatCount, formatHours, formatMonth, formatPercent } from "@/lib/format";
import { catalog, findDataset, findField } from "@/services/catalog";
import { DIMENSIONS, monthBy, type Group } from "@/services/dimensions";
import { absentText, fieldText } from "@/services/fieldText";
import { linesPath } from "@/services/lineSources";

interface Props {
  month: string;
  field: string;
  onField: (field: string) => void;
}

/** Who uses how much in a month: by directory, bundle, account, any tag. */
export function UsageBreakdown({ month, field, onField }: Props) {
  const answer = useQuery(monthBy("usage", "connected_hours", month, field));
  const all = useQuery(catalog).data;
  const dataset = all ? findDataset(all, "usage") : undefined;
  const described = dataset ? findField(dataset, field) : undefined;
  const tag = field.startsWith("tag.") ? field.slice(4) : null;
  const name = tag ? `tag ${tag}` : (DIMENSIONS.find((each) => each.value === field)?.label ?? field);
  const groups = answer.data?.groups ?? [];
  const total = groups.reduce((sum, group) => sum + (group.amount ?? 0), 0);
  const label = (group: Group) =>
    group.value === null
      ? tag
        ? "Without the tag"
        : `${name} ${absentText(field)}`
      : fieldText(described, group.value);
  const average = (group: Group) =>
    group.amount === null || !group.workspaces ? null : group.amount / group.workspaces;
  return (
    <ChartCard
      id="usage-by"
      title={`Who used ${formatMonth(month)}`}
      hint={answer.data ? `${formatHours(total)} connected, by ${name.toLowerCase()}` : undefined}
      action={<DimensionPicker value={field} onChange={onField} />}
      what="divide the hours"
      answer={answer}
      isEmpty={!groups.length}
      empty={
        <Empty icon={CalendarOff} title={`No hours of ${formatMonth(month)} are known`}>
          A sync of usage reads them from CloudWatch.
        </Empty>
      }
      height={300}
      rows={groups}
      rowKey={(group) => String(group.value)}
      columns={[
        { label: name, cell: label },
        { label: "WorkSpaces", right: true, cell: (group) => String(group.workspaces) },
        { label: "Connected", right: true, cell: (group) => formatHours(group.amount) },
        { label: "Each", right: true, cell: (group) => formatHours(average(group)) },
        {
          label: "Share",
          right: true,
          cell: (group) => (group.amount === null ? "–" : formatPercent(group.amount, total)),
        },
      ]}
    >
      <GroupBars
        label={`Hours by ${name}`}
        bars={groups.map((group) => ({
          key: String(group.value),
          label: label(group),
          amount: group.amount,
          note: `${formatCount(group.workspaces, "WorkSpace")}, ${formatHours(average(group))} each`,
          to: linesPath("usage", month, field, group.value),
          loose: group.value === null,
        }))}
        total={total}
        format={formatHours}
      />
      {(answer.data?.total ?? 0) > groups.length && (
        <p className="px-2 pt-1 text-xs text-faint">
          {formatCount((answer.data?.total ?? 0) - groups.length, "smaller one is", "smaller ones are")} not
          listed.
        </p>
      )}
    </ChartCard>
  );
}
