import { collectorText } from "@/services/collectors";
import type { SyncStep } from "@/api/types";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Status } from "@/components/ui/Status";
import { formatDuration, formatNumber } from "@/lib/format";

const columns: Column<SyncStep>[] = [
  { label: "Status", cell: (step) => <Status family="sync" value={step.status} /> },
  { label: "What", cell: (step) => collectorText(step.collector) },
  { label: "Account", cell: (step) => <span className="font-mono text-xs">{step.account_id}</span> },
  { label: "Region", cell: (step) => <span className="whitespace-nowrap">{step.region}</span> },
  { label: "Seen", right: true, cell: (step) => formatNumber(step.seen) },
  { label: "New", right: true, cell: (step) => formatNumber(step.created) },
  { label: "Changed", right: true, cell: (step) => formatNumber(step.updated) },
  { label: "Gone", right: true, cell: (step) => formatNumber(step.retired) },
  { label: "Calls", right: true, cell: (step) => formatNumber(step.api_calls) },
  { label: "Slowed", right: true, cell: (step) => formatNumber(step.throttled) },
  {
    label: "Took",
    right: true,
    className: "whitespace-nowrap",
    cell: (step) => (step.duration_ms == null ? "–" : formatDuration(step.duration_ms)),
  },
  {
    label: "Message",
    className: "min-w-56",
    cell: (step) => <span className="text-xs [overflow-wrap:anywhere] text-danger">{step.error}</span>,
  },
];

/** The steps of a run: one account, Region and kind of data each. */
export function StepTable({ steps }: { steps: SyncStep[] | undefined }) {
  return (
    <DataTable
      label="Steps"
      columns={columns}
      rows={steps}
      rowKey={(step) => `${step.account_id} ${step.region} ${step.collector}`}
      expected={12}
      minWidth="70rem"
    />
  );
}
