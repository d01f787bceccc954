import { useInfiniteQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { Link } from "react-router-dom";
import type { SyncItem } from "@/api/types";
import { ProgressBar } from "@/components/sync/ProgressBar";
import { useSyncStart } from "@/components/sync/useSyncStart";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Status } from "@/components/ui/Status";
import { formatNumber, humanize } from "@/lib/format";
import { elapsed } from "@/services/elapsed";
import { usePolling } from "@/services/live";
import { isActive, syncList } from "@/services/syncs";

const columns: Column<SyncItem>[] = [
  {
    label: "Run",
    cell: (run) => (
      <Link
        to={`/syncs/${run.id}`}
        className="rounded-sm font-medium tnum hover:text-accent-ink hover:underline"
      >
        {run.id}
      </Link>
    ),
  },
  { label: "Status", cell: (run) => <Status family="sync" value={run.status} /> },
  {
    label: "Progress",
    cell: (run) => (
      <span className="flex items-center gap-2 tnum">
        <ProgressBar
          done={run.steps_done}
          total={run.steps_total}
          label={`Run ${run.id}`}
          className="w-20 shrink-0"
        />
        {formatNumber(run.steps_done)}/{formatNumber(run.steps_total)}
      </span>
    ),
  },
  {
    label: "Started by",
    cell: (run) => (
      <bdi className="block max-w-48 truncate">
        {run.requested_by ?? <span className="text-muted">{humanize(run.trigger)}</span>}
      </bdi>
    ),
  },
  { label: "When", cell: (run) => <RelativeTime value={run.started_at ?? run.created_at} /> },
  { label: "Took", right: true, cell: (run) => elapsed(run.started_at, run.finished_at) },
  { label: "Seen", right: true, cell: (run) => formatNumber(run.seen) },
  { label: "New", right: true, cell: (run) => formatNumber(run.created) },
  { label: "Changed", right: true, cell: (run) => formatNumber(run.updated) },
  { label: "Gone", right: true, cell: (run) => formatNumber(run.retired) },
];

export function SyncRuns() {
  const polling = usePolling(3_000);
  const list = useInfiniteQuery({
    ...syncList,
    refetchInterval: (query) =>
      query.state.data?.pages[0]?.items.some((run) => isActive(run.status)) ? polling : polling && 15_000,
  });
  const sync = useSyncStart();
  const rows = list.data?.pages.flatMap((page) => page.items);
  const start = (
    <Button look="primary" busy={sync.starting} onClick={() => sync.start({})}>
      Sync everything
    </Button>
  );
  return (
    <Page title="Sync runs" description="Each reading of AWS, with what it found." actions={start}>
      {list.isError && !rows ? (
        <Failure
          what="load the sync runs"
          error={list.error}
          onRetry={() => void list.refetch()}
          retrying={list.isFetching}
        />
      ) : rows?.length === 0 ? (
        <Card>
          <Empty icon={Activity} title="No sync has run yet" action={start}>
            A sync reads all accounts and Regions that are configured.
          </Empty>
        </Card>
      ) : (
        <DataTable
          label="Sync runs"
          columns={columns}
          rows={rows}
          rowKey={(run) => run.id}
          expected={10}
          minWidth="60rem"
        />
      )}
      {list.hasNextPage && (
        <Button
          className="self-center"
          busy={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show earlier runs
        </Button>
      )}
    </Page>
  );
}
