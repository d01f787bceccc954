import { useQuery } from "@tanstack/react-query";
import { Rows3 } from "lucide-react";
import { Link } from "react-router-dom";
import type { Plan, QuestionAnswer } from "@/api/types";
import { ChartCard } from "@/components/charts/ChartCard";
import { ChartTable } from "@/components/charts/ChartTable";
import { Columns } from "@/components/charts/Columns";
import { GroupBars } from "@/components/charts/GroupBars";
import { CellValue } from "@/components/explorer/CellValue";
import { isNumeric } from "@/components/explorer/columns";
import { Card } from "@/components/ui/Card";
import { Empty } from "@/components/ui/Empty";
import { formatCount, formatNumber, formatShort } from "@/lib/format";
import { catalog, findDataset } from "@/services/catalog";
import { planPath } from "@/services/planPath";
import { cellText, drawn, fieldOf } from "./columns";

const TABLE_HEIGHT = 352;
const CHART_HEIGHT = 240;
/** Above and below a chart of bars, in pixels, and each bar. */
const BAR = 40;
const MOST_BARS = 10;
const ready = { isPending: false, isError: false, error: null, isFetching: false, refetch: () => undefined };

/** The rows of an answer as a chart where one says more, always as a table too; each leads to what is behind it. */
export function AnswerRows({ answer, name }: { answer: QuestionAnswer; name: string }) {
  const all = useQuery(catalog).data;
  const plan = answer.plan as Plan | null;
  const dataset = all && plan ? findDataset(all, plan.dataset ?? "workspaces") : undefined;
  const fields = answer.columns.map((column) => fieldOf(dataset, column));
  const chart = drawn(answer);
  const rows = answer.rows as unknown[][];
  /** The rows behind a group, where a list can show them. */
  const behind = (row: unknown[]): string | undefined => {
    const group = plan?.group_by?.[0];
    if (!plan || !group || plan.group_by?.length !== 1 || group.bucket) return undefined;
    const value = row[answer.columns.findIndex((column) => column.name === group.field)];
    const filter =
      value === null
        ? { field: group.field, op: "is_null" as const, value: true }
        : { field: group.field, op: "eq" as const, value: value as string };
    return planPath(plan, [filter])?.to;
  };
  const columns = fields.map((field, at) => ({
    label: field.label,
    right: isNumeric(field),
    cell: (row: unknown[]) => {
      const value = row[at];
      if (field.name === "workspace_id" && typeof value === "string") {
        return (
          <Link
            to={`/workspaces/${encodeURIComponent(value)}`}
            className="rounded-sm font-mono text-xs text-accent-ink hover:underline"
          >
            {value}
          </Link>
        );
      }
      if (field.grain === "month") return cellText(field, value);
      const to = at === 0 ? behind(row) : undefined;
      const shown = <CellValue field={field} value={value} />;
      return to ? (
        <Link to={to} className="rounded-sm font-medium hover:text-accent-ink hover:underline">
          {shown}
        </Link>
      ) : (
        shown
      );
    },
  }));
  const keyed = rows.map((cells, at) => ({ key: String(at), cells }));
  const table = columns.map((column) => ({
    ...column,
    cell: ({ cells }: { cells: unknown[] }) => column.cell(cells),
  }));
  const more = (answer.total ?? rows.length) - rows.length;
  const hint = `${formatCount(answer.total ?? rows.length, "row")}${more > 0 ? `, the first ${formatNumber(rows.length)} here` : ""}`;
  if (!chart) {
    return (
      <Card title="Rows" hint={hint} bodyClassName="p-0">
        <ChartTable
          label="Rows"
          height={TABLE_HEIGHT}
          columns={table}
          rows={keyed}
          rowKey={(row) => row.key}
        />
      </Card>
    );
  }
  const [x, y] = [fields[chart.x], fields[chart.y]];
  if (!x || !y) return null;
  const number = (value: unknown) => (typeof value === "number" ? value : null);
  const format = (value: number | null | undefined) => cellText(y, value ?? null);
  const values = rows.map((row) => number(row[chart.y]));
  const total = chart.isSum ? values.reduce<number>((sum, each) => sum + (each ?? 0), 0) : null;
  const label = `${y.label} by ${x.label}`;
  return (
    <ChartCard
      id={name}
      title={label}
      hint={hint}
      what="draw the rows"
      answer={ready}
      isEmpty={!rows.length}
      empty={<Empty icon={Rows3} title="No rows" />}
      height={chart.type === "line" ? CHART_HEIGHT + 32 : Math.min(rows.length, MOST_BARS) * BAR}
      rows={keyed}
      rowKey={(row) => row.key}
      columns={table}
    >
      {chart.type === "line" ? (
        <Columns
          label={label}
          series={[{ key: "y", label: y.label, tone: 1 }]}
          points={rows.map((row, at) => ({
            key: String(at),
            label: cellText(x, row[chart.x]),
            short: cellText(x, row[chart.x]).replace(/ \d{4}$/, ""),
            values: { y: number(row[chart.y]) },
          }))}
          format={format}
          short={formatShort}
          height={CHART_HEIGHT}
        />
      ) : (
        <GroupBars
          label={label}
          total={total}
          format={format}
          bars={rows.map((row, at) => ({
            key: String(at),
            label: cellText(x, row[chart.x]),
            amount: number(row[chart.y]),
            note: "",
            to: behind(row) ?? planPath(plan ?? {})?.to ?? "",
            loose: row[chart.x] === null,
          }))}
        />
      )}
    </ChartCard>
  );
}
