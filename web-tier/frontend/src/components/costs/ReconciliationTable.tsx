import { useQuery } from "@tanstack/react-query";
import { ReceiptText } from "lucide-react";
import { useState } from "react";
import type { Reconciliation } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { formatCount, formatMoney, formatMonth, formatShare, formatSigned, UNKNOWN } from "@/lib/format";
import { CHARGES, reconciliation } from "@/services/costs";

/** Usage types shown before the rest is asked for: those with the most money. */
const FEW = 10;

type Line = Reconciliation["items"][number];

const percent = (value: number | null) => (value === null ? UNKNOWN : `${formatSigned(value)} %`);

const columns: Column<Line>[] = [
  {
    label: "Usage type",
    cell: (line) => (
      <>
        <span className="font-medium">
          {CHARGES.find(({ key }) => key === line.kind)?.label ?? line.kind}
        </span>
        <span className="block truncate font-mono text-xs text-muted" title={line.usage_type}>
          {line.usage_type}
        </span>
      </>
    ),
  },
  { label: "WorkSpaces", right: true, cell: (line) => line.workspaces },
  {
    label: "Measured",
    right: true,
    cell: (line) => (line.coverage === null ? "–" : formatShare(line.coverage)),
  },
  { label: "Modelled", right: true, cell: (line) => formatMoney(line.modelled_cost) },
  { label: "Billed", right: true, cell: (line) => formatMoney(line.billed_cost) },
  { label: "Error", right: true, cell: (line) => percent(line.cost_error_percent) },
  {
    label: "Likely causes",
    className: "min-w-80 max-w-120",
    cell: (line) =>
      line.causes.length ? (
        <details className="text-xs text-muted">
          <summary className="w-fit cursor-pointer rounded-sm hover:text-ink">
            {formatCount(line.causes.length, "cause")}
          </summary>
          <ul className="mt-1 flex list-disc flex-col gap-1 pl-4">
            {line.causes.map((cause) => (
              <li key={cause}>{cause}</li>
            ))}
          </ul>
        </details>
      ) : (
        <span className="text-faint">–</span>
      ),
  },
];

/** How good the model of a month is, by what AWS bills, with what explains the difference. */
export function ReconciliationTable({ month }: { month: string }) {
  const answer = useQuery(reconciliation(month));
  const [all, setAll] = useState(false);
  const items = answer.data?.items;
  const hidden = all ? 0 : Math.max(0, (items?.length ?? 0) - FEW);
  return (
    <section className="flex flex-col gap-2">
      <header className="flex min-h-8 flex-wrap items-center gap-x-2">
        <h2 className="text-sm font-semibold">How good the model of {formatMonth(month)} is</h2>
        {answer.data && (
          <span className="text-xs text-faint">
            {answer.data.cost_error_percent === null
              ? "no bill to compare it with"
              : `${percent(answer.data.cost_error_percent)} against the bill`}
            {answer.data.unknown > 0 && `, ${formatCount(answer.data.unknown, "cost")} unknown`}
            {answer.data.estimated && ", AWS may still change its bill"}
          </span>
        )}
      </header>
      {answer.isError && !answer.data ? (
        <Card>
          <Failure
            what="compare the model with the bill"
            error={answer.error}
            onRetry={() => void answer.refetch()}
            retrying={answer.isFetching}
          />
        </Card>
      ) : answer.data?.items.length === 0 ? (
        <Card>
          <Empty icon={ReceiptText} title="Nothing to compare">
            Neither a bill nor a modelled cost of {formatMonth(month)} is known.
          </Empty>
        </Card>
      ) : (
        <DataTable
          label="Reconciliation"
          columns={columns}
          rows={all ? items : items?.slice(0, FEW)}
          rowKey={(line) => line.usage_type}
          expected={FEW}
          minWidth="64rem"
        />
      )}
      {hidden > 0 && (
        <Button look="quiet" className="self-center" onClick={() => setAll(true)}>
          Show {formatCount(hidden, "more usage type", "more usage types")}
        </Button>
      )}
    </section>
  );
}
