import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useState } from "react";
import type { AuditEntry } from "@/api/types";
import { TextInput } from "@/components/forms/TextInput";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Dialog } from "@/components/ui/Dialog";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { JsonView } from "@/components/ui/JsonView";
import { Moment } from "@/components/ui/Moment";
import { Page } from "@/components/ui/Page";
import { useDebounced } from "@/lib/useDebounced";
import { useParam } from "@/lib/useParam";
import { auditLog } from "@/services/system";

const columns: Column<AuditEntry>[] = [
  { label: "When", cell: (entry) => <Moment value={entry.at} /> },
  {
    label: "Who",
    cell: (entry) => <bdi className="block truncate">{entry.actor ?? "nobody known"}</bdi>,
  },
  { label: "Did", cell: (entry) => <span className="font-mono text-xs">{entry.action}</span> },
  { label: "To", cell: (entry) => <bdi className="block truncate">{entry.target ?? ""}</bdi> },
  { label: "From", cell: (entry) => <span className="font-mono text-xs">{entry.source_ip ?? ""}</span> },
];

export function AuditLog() {
  const [q, setQ] = useParam("q");
  const [action, setAction] = useParam("action");
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const wanted = useDebounced(q ?? "", 200);
  const log = useInfiniteQuery(auditLog(wanted.trim(), action));
  const rows = log.data?.pages.flatMap((page) => page.items);
  const details: Column<AuditEntry> = {
    label: "Details",
    quiet: true,
    right: true,
    cell: (entry) => (
      <Button size="sm" look="quiet" onClick={() => setShown(entry)}>
        Details<span className="sr-only"> of {entry.action}</span>
      </Button>
    ),
  };
  return (
    <Page
      title="Audit log"
      description="Who did what in this product: sign-ins, and every change with what was before and after. What was done in AWS is under Audit."
    >
      <div className="flex flex-wrap items-center gap-2">
        <TextInput
          type="search"
          aria-label="Search the audit log"
          placeholder="Search who, what, on what"
          className="w-80 max-w-full"
          value={q ?? ""}
          onChange={(event) => setQ(event.target.value || null, q === null ? "push" : "replace")}
        />
        {action && (
          <Button size="sm" onClick={() => setAction(null)} aria-label={`Not only ${action}`}>
            only <code className="font-mono">{action}</code> ×
          </Button>
        )}
      </div>
      {log.isError && !rows ? (
        <Failure
          what="load the audit log"
          error={log.error}
          onRetry={() => void log.refetch()}
          retrying={log.isFetching}
        />
      ) : rows?.length === 0 ? (
        <Card>
          <Empty icon={ScrollText} title="No entry matches">
            Nothing that was done answers to this search.
          </Empty>
        </Card>
      ) : (
        <DataTable
          label="Audit log"
          columns={[...columns, details]}
          rows={rows}
          rowKey={(entry) => entry.id}
          expected={12}
          minWidth="58rem"
        />
      )}
      {log.hasNextPage && (
        <Button
          className="self-center"
          busy={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          Show earlier entries
        </Button>
      )}
      <Dialog
        open={shown !== null}
        onOpenChange={(open) => !open && setShown(null)}
        title={shown?.action ?? ""}
        description={
          shown
            ? `${shown.actor ?? "Nobody known"}, ${shown.target ?? "on nothing in particular"}`
            : undefined
        }
      >
        {shown && (
          <JsonView
            label="Details"
            value={{ ...(shown.detail ?? {}), request_id: shown.request_id, source_ip: shown.source_ip }}
          />
        )}
      </Dialog>
    </Page>
  );
}
