import { useQuery } from "@tanstack/react-query";
import { CalendarOff } from "lucide-react";
import { Link } from "react-router-dom";
import { ChartCard } from "@/components/charts/ChartCard";
import { Columns } from "@/components/charts/Columns";
import type { Point } from "@/components/charts/types";
import { Empty } from "@/components/ui/Empty";
import { Origin } from "@/components/ui/Origin";
import { formatMonth, formatNumber, formatPercent, formatShort } from "@/lib/format";
import { hoursDistribution, STEPS, stepSearch } from "@/services/fleetUsage";

const WORDS = STEPS.map(([from, to]) =>
  to === 1
    ? ["no hour", "0"]
    : to === null
      ? [`${from} h and more`, `${from}+`]
      : [`${from} to ${to - 1} h`, `${from}–${to - 1}`],
);

/** How the WorkSpaces spread over the hours that they were used in a month. */
export function HoursDistribution({ month }: { month: string }) {
  const answer = useQuery(hoursDistribution(month));
  const counts = answer.data ?? [];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const points: Point[] = STEPS.map((step, at) => ({
    key: String(step[0]),
    label: WORDS[at]?.[0] ?? "",
    short: WORDS[at]?.[1] ?? "",
    values: { workspaces: counts[at] ?? null },
    to: stepSearch(month, step),
    note: total > 0 ? `${formatPercent(counts[at] ?? 0, total)} of those measured` : undefined,
  }));
  return (
    <ChartCard
      id="distribution"
      title={`WorkSpaces by hours in ${formatMonth(month)}`}
      hint={<Origin kind="measured" />}
      what="count the WorkSpaces"
      answer={answer}
      isEmpty={total === 0}
      empty={
        <Empty icon={CalendarOff} title={`No hours of ${formatMonth(month)} are known`}>
          A sync of usage reads them from CloudWatch, which keeps them for 15 months.
        </Empty>
      }
      height={272}
      rows={points}
      rowKey={(point) => point.key}
      columns={[
        {
          label: "Connected",
          cell: (point) => (
            <Link
              to={point.to ?? ""}
              className="rounded-sm font-medium hover:text-accent-ink hover:underline"
            >
              {point.label}
            </Link>
          ),
        },
        { label: "WorkSpaces", right: true, cell: (point) => formatNumber(point.values.workspaces) },
        {
          label: "Share",
          right: true,
          cell: (point) => formatPercent(point.values.workspaces ?? 0, total),
        },
      ]}
    >
      <Columns
        label="WorkSpaces by connected hours"
        series={[{ key: "workspaces", label: "WorkSpaces", tone: 1 }]}
        points={points}
        format={formatNumber}
        short={formatShort}
        leads="Show them"
      />
    </ChartCard>
  );
}
