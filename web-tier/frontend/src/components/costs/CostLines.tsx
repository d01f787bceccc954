import type { BillingLine } from "@/api/types";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Origin } from "@/components/ui/Origin";
import { formatDay, formatMoney, formatNumber, formatShare, UNKNOWN } from "@/lib/format";
import { CHARGES } from "@/services/costs";

const PRICES: Record<string, string> = { aws: "AWS’s price list", builtin: "built-in price list" };

const columns: Column<BillingLine>[] = [
  {
    label: "Charge",
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
  { label: "Origin", cell: (line) => <Origin kind={line.source} /> },
  {
    label: "Price",
    className: "min-w-44",
    cell: (line) =>
      line.price_source ? (
        <>
          {PRICES[line.price_source] ?? line.price_source}
          {line.price_date && (
            <span className="block text-xs text-muted">since {formatDay(line.price_date)}</span>
          )}
        </>
      ) : (
        <span className="text-faint">{UNKNOWN}</span>
      ),
  },
  {
    label: "Measured",
    right: true,
    cell: (line) => (line.coverage === null ? "–" : formatShare(line.coverage)),
  },
  {
    label: "Quantity",
    right: true,
    cell: (line) => (line.quantity === null ? UNKNOWN : `${formatNumber(line.quantity)} ${line.unit}`),
  },
  {
    label: "Cost",
    right: true,
    className: "min-w-40",
    cell: (line) => (
      <>
        <span className="font-medium">{formatMoney(line.cost)}</span>
        {line.reason && <span className="block text-xs text-muted">{line.reason}</span>}
      </>
    ),
  },
];

/** The charges of a month under AWS's names. */
export function CostLines({ lines }: { lines: BillingLine[] | undefined }) {
  return (
    <DataTable
      label="Charges"
      columns={columns}
      rows={lines}
      rowKey={(line) => `${line.usage_type} ${line.source}`}
      expected={2}
      minWidth="48rem"
    />
  );
}
