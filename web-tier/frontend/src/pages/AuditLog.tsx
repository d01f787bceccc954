import { useInfiniteQuery } from "@tanstack/react-query";
import { Download, SearchX } from "lucide-react";
import { useCallback, useState } from "react";
import { useSearchParams } from "react-router-dom";
import { asApiError } from "@/api/problem";
import type { AuditEntry } from "@/api/types";
import { AuditEntryDetail } from "@/components/admin/AuditEntryDetail";
import { AuditFilterBar } from "@/components/admin/AuditFilterBar";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Dialog } from "@/components/ui/Dialog";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Moment } from "@/components/ui/Moment";
import { Page } from "@/components/ui/Page";
import { formatTotal, UNKNOWN } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { actionText, auditList, useExportAudit, type AuditFilters } from "@/services/auditLog";

export function AuditLog() {
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const exporting = useExportAudit();
  const filters: AuditFilters = {
    q: params.get("q"),
    kind: params.get("kind"),
    from: params.get("from"),
    to: params.get("to"),
  };
  const narrow = useCallback(
    (name: keyof AuditFilters, value: string | null) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === null) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const list = useInfiniteQuery(auditList(filters));
  const rows = list.data?.pages.flatMap((page) => page.items);
  const first = list.data?.pages[0];
  const columns: Column<AuditEntry>[] = [
    { label: "When", cell: (entry) => <Moment value={entry.at} /> },
    {
      label: "Who",
      cell: (entry) => <bdi className="block max-w-48 truncate">{entry.actor ?? UNKNOWN}</bdi>,
    },
    {
      label: "Action",
      cell: (entry) => (
        <button
          type="button"
          onClick={() => setOpen(entry)}
          className="rounded-sm text-left font-medium hover:text-accent-ink hover:underline"
        >
          {actionText(entry.action)}
        </button>
      ),
    },
    { label: "Target", cell: (entry) => <bdi className="block truncate">{entry.target ?? UNKNOWN}</bdi> },
    {
      label: "From",
      cell: (entry) => <span className="font-mono text-xs">{entry.source_ip ?? UNKNOWN}</span>,
    },
  ];
  return (
    <Page
      title="Audit log"
      description="Who did what in this product. Entries are never changed; each carries a hash over the one before."
      actions={
        <Button
          busy={exporting.isPending}
          onClick={() =>
            exporting.mutate(filters, {
              onError: (error) => toasts.show(asApiError(error).message, "danger"),
            })
          }
        >
          <Download aria-hidden className="size-3.5" /> Export as CSV
        </Button>
      }
    >
      <AuditFilterBar filters={filters} onChange={narrow} />
      <p className="text-xs text-muted" role="status">
        {first ? `${formatTotal(first.total, first.total_exact ?? true)} entries` : "Loading"}
      </p>
      {list.isError && !rows ? (
        <Failure
          what="load the audit log"
          error={list.error}
          onRetry={() => void list.refetch()}
          retrying={list.isFetching}
        />
      ) : rows?.length === 0 ? (
        <Card>
          <Empty icon={SearchX} title="Nothing matches">
            No entry has all of what you are looking for. Take a filter away.
          </Empty>
        </Card>
      ) : (
        <DataTable
          label="Audit log"
          columns={columns}
          rows={rows}
          rowKey={(entry) => entry.id}
          expected={12}
          minWidth="56rem"
        />
      )}
      {list.hasNextPage && (
        <Button
          className="self-center"
          busy={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show earlier entries
        </Button>
      )}
      <Dialog
        open={open !== null}
        onOpenChange={(shown) => !shown && setOpen(null)}
        place="right"
        title={open ? actionText(open.action) : ""}
      >
        {open && <AuditEntryDetail entry={open} />}
      </Dialog>
    </Page>
  );
}
