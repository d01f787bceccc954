import { Activity } from "lucide-react";
import type { ExperienceDay } from "@/api/types";
import { ChartCard, type Answer } from "@/components/charts/ChartCard";
import { Lines, type Band } from "@/components/charts/Lines";
import type { Point, Series } from "@/components/charts/types";
import { Empty } from "@/components/ui/Empty";
import { daysBetween } from "@/lib/calendar";
import { formatDay, formatNumber, formatWeekday, UNKNOWN } from "@/lib/format";

type Measure = Exclude<keyof ExperienceDay, "day">;

export interface Metric {
  id: string;
  title: string;
  hint: string;
  unit: string;
  series: (Series & { key: Measure })[];
  bands?: Band[];
  /** The least top of the axis. */
  least: number;
}

interface Props {
  metric: Metric;
  answer: Answer & { data?: ExperienceDay[] | undefined };
  from: string;
  to: string;
  className?: string;
}

/** One measure of what its user feels, day by day; days without a measurement are gaps. */
export function ExperienceChart({ metric, answer, from, to, className }: Props) {
  const { id, title, hint, unit, series, bands, least } = metric;
  const days = new Map(answer.data?.map((day) => [day.day, day]));
  const points: Point[] = daysBetween(from, to).map((day) => ({
    key: day,
    label: formatWeekday(day),
    short: formatDay(day).replace(/, \d{4}$/, ""),
    values: Object.fromEntries(series.map(({ key }) => [key, days.get(day)?.[key] ?? null])),
  }));
  const known = points.filter((point) => series.some(({ key }) => point.values[key] !== null));
  const format = (value: number | null | undefined) =>
    value == null ? UNKNOWN : `${formatNumber(Math.round(value * 10) / 10)} ${unit}`;
  return (
    <ChartCard
      id={id}
      title={title}
      hint={hint}
      className={className ?? ""}
      what={`load the ${title.toLowerCase()}`}
      answer={answer}
      isEmpty={!known.length}
      empty={
        <Empty icon={Activity} title="Not measured" className="py-6">
          CloudWatch told nothing of it in this time: the WorkSpace was off, or its agent reports no such
          measure.
        </Empty>
      }
      height={232}
      rows={[...known].reverse()}
      rowKey={(point) => point.key}
      columns={[
        { label: "Day", cell: (point) => point.label },
        ...series.map((each) => ({
          label: each.label,
          right: true,
          cell: (point: Point) => format(point.values[each.key]),
        })),
      ]}
    >
      <Lines
        label={title}
        series={series}
        points={points}
        format={format}
        short={(value) => `${formatNumber(value)} ${unit}`}
        bands={bands ?? []}
        least={least}
        height={200}
      />
    </ChartCard>
  );
}
