import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { lazy, useState } from "react";
import { asApiError } from "@/api/problem";
import type { Report } from "@/api/types";
import { RowActions } from "@/components/admin/RowActions";
import { ProgressBar } from "@/components/sync/ProgressBar";
import { Button } from "@/components/ui/Button";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Status } from "@/components/ui/Status";
import { formatBytes, formatNumber } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { meta } from "@/services/meta";
import { isBeingWritten, useDownloadReport, useRemoveReport, useRetryReport } from "@/services/reports";
import { kindText } from "./kinds";

const SendForm = lazy(async () => ({ default: (await import("./SendForm")).SendForm }));

const titleOf = (report: Report) => report.name ?? `${kindText(report.report_type)} ${report.id}`;

const columns: Column<Report>[] = [
  {
    label: "Report",
    cell: (report) => (
      <>
        <bdi className="block truncate font-medium" title={titleOf(report)}>
          {titleOf(report)}
        </bdi>
        <span className="block truncate text-xs text-muted">
          {kindText(report.report_type)}, {report.format === "xlsx" ? "Excel" : "CSV"}, by{" "}
          <bdi>{report.requested_by}</bdi>
        </span>
      </>
    ),
  },
  {
    label: "Status",
    className: "min-w-52",
    cell: (report) => (
      <>
        <span className="flex items-center gap-3">
          <Status family="report" value={report.status} />
          {report.status === "running" && (
            <>
              <ProgressBar done={report.progress} total={100} label={titleOf(report)} className="w-20" />
              <span className="text-xs text-muted tnum">{report.progress}%</span>
            </>
          )}
        </span>
        {report.error && (
          <span className="mt-0.5 line-clamp-2 text-xs text-danger" title={report.error}>
            {report.error}
          </span>
        )}
      </>
    ),
  },
  {
    label: "Rows",
    right: true,
    cell: (report) => (report.row_count === null ? "–" : formatNumber(report.row_count)),
  },
  {
    label: "Size",
    right: true,
    cell: (report) => (report.size_bytes === null ? "–" : formatBytes(report.size_bytes)),
  },
  { label: "Asked", cell: (report) => <RelativeTime value={report.created_at} /> },
  {
    label: "Kept until",
    cell: (report) => <RelativeTime value={report.expires_at} none="–" />,
  },
];

/** Reports with how far they are; what is ready can be downloaded until it expires. */
export function ReportTable({ rows }: { rows: Report[] | undefined }) {
  const [removing, setRemoving] = useState<Report | null>(null);
  const [sending, setSending] = useState<Report | null>(null);
  const mailed = useQuery(meta).data?.mail ?? false;
  const download = useDownloadReport();
  const retry = useRetryReport();
  const remove = useRemoveReport();
  const complain = (error: Error) => toasts.show(asApiError(error).message, "danger");
  const actions: Column<Report> = {
    label: "Actions",
    quiet: true,
    right: true,
    cell: (report) => (
      <span className="flex items-center justify-end gap-1">
        {report.status === "completed" && (
          <Button
            size="sm"
            busy={download.isPending && download.variables.id === report.id}
            onClick={() => download.mutate(report, { onError: complain })}
          >
            <Download aria-hidden className="size-3.5" />
            Download<span className="sr-only"> {titleOf(report)}</span>
          </Button>
        )}
        {(report.status === "failed" || report.status === "expired") && (
          <Button
            size="sm"
            busy={retry.isPending && retry.variables === report.id}
            onClick={() => retry.mutate(report.id, { onError: complain })}
          >
            Write again<span className="sr-only"> {titleOf(report)}</span>
          </Button>
        )}
        {isBeingWritten(report) ? (
          <Button
            size="sm"
            busy={remove.isPending && remove.variables === report.id}
            onClick={() => remove.mutate(report.id, { onError: complain })}
          >
            Cancel<span className="sr-only"> {titleOf(report)}</span>
          </Button>
        ) : (
          <RowActions
            label={`Actions for ${titleOf(report)}`}
            actions={[
              ...(mailed && report.status === "completed"
                ? [{ label: "Send by e-mail", onSelect: () => setSending(report) }]
                : []),
              { label: "Remove", danger: true, onSelect: () => setRemoving(report) },
            ]}
          />
        )}
      </span>
    ),
  };
  return (
    <>
      <DataTable
        label="Reports"
        columns={[...columns, actions]}
        rows={rows}
        rowKey={(report) => report.id}
        expected={6}
        minWidth="56rem"
      />
      <Dialog
        open={sending !== null}
        onOpenChange={(open) => !open && setSending(null)}
        title={`Send ${sending ? titleOf(sending) : ""}`}
        description="With the file attached, or with a link to it where it is large."
      >
        {sending && (
          <DialogPart className="h-36">
            <SendForm report={sending} onDone={() => setSending(null)} />
          </DialogPart>
        )}
      </Dialog>
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => {
          if (!open) {
            setRemoving(null);
            remove.reset();
          }
        }}
        title={`Remove ${removing ? titleOf(removing) : ""}?`}
        action="Remove"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => {
          if (removing) remove.mutate(removing.id, { onSuccess: () => setRemoving(null) });
        }}
      >
        The file is deleted. The data that it was made from stays.
      </ConfirmDialog>
    </>
  );
}
