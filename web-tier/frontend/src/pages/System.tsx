import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router-dom";
import type { SystemStats } from "@/api/types";
import { Card } from "@/components/ui/Card";
import { DataTable, type Column } from "@/components/ui/DataTable";
import { Failure } from "@/components/ui/Failure";
import { Figures } from "@/components/ui/Figures";
import { Notice } from "@/components/ui/Notice";
import { Page } from "@/components/ui/Page";
import { PageSkeleton } from "@/components/ui/PageSkeleton";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Status } from "@/components/ui/Status";
import { formatBytes, formatCount, formatNumber, formatShare, humanize, UNKNOWN } from "@/lib/format";
import { elapsed } from "@/services/elapsed";
import { systemStats } from "@/services/system";

const dependencies: Column<SystemStats["dependencies"][number]>[] = [
  { label: "What", cell: (each) => <span className="font-medium">{each.label}</span> },
  { label: "State", cell: (each) => <Status family="health" value={each.status} /> },
  {
    label: "Answered in",
    right: true,
    cell: (each) => (each.latency_ms === null ? "–" : `${formatNumber(each.latency_ms)} ms`),
  },
  {
    label: "Detail",
    className: "max-w-none text-muted [overflow-wrap:anywhere]",
    cell: (each) => each.detail ?? "",
  },
];

const workers: Column<SystemStats["workers"][number]>[] = [
  { label: "Worker", cell: (each) => <bdi className="font-mono text-xs">{each.name}</bdi> },
  { label: "State", cell: (each) => <Status family="health" value={each.is_alive ? "ok" : "down"} /> },
  { label: "Last heard of", cell: (each) => <RelativeTime value={each.last_heard_at} /> },
];

const tables: Column<SystemStats["database"]["tables"][number]>[] = [
  { label: "Table", cell: (each) => <span className="font-mono text-xs">{each.name}</span> },
  { label: "Size", right: true, cell: (each) => formatBytes(each.size_bytes) },
  { label: "Rows, about", right: true, cell: (each) => formatNumber(each.rows) },
];

const syncs: Column<SystemStats["last_syncs"][number]>[] = [
  {
    label: "Run",
    cell: (each) => (
      <Link to={`/syncs/${each.id}`} className="font-medium hover:text-accent-ink hover:underline">
        {each.id}
      </Link>
    ),
  },
  { label: "State", cell: (each) => <Status family="sync" value={each.status} /> },
  { label: "Began by", cell: (each) => humanize(each.trigger) },
  { label: "Started", cell: (each) => <RelativeTime value={each.started_at} none="not yet" /> },
  { label: "Took", right: true, cell: (each) => elapsed(each.started_at, each.finished_at) },
];

function Facts({ facts }: { facts: [string, string][] }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 p-4 sm:grid-cols-3">
      {facts.map(([label, value]) => (
        <div key={label} className="min-w-0">
          <dt className="text-xs text-muted">{label}</dt>
          <dd className="truncate text-sm font-medium tnum" title={value}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The number, or that it is not known while what would tell it is away. */
const known = (value: number | null) => (value === null ? UNKNOWN : formatNumber(value));

export function System() {
  const answer = useQuery(systemStats);
  if (answer.isPending) return <PageSkeleton title="System" />;
  if (!answer.data) {
    return (
      <Page title="System">
        <Failure
          what="load the state of the system"
          error={answer.error}
          onRetry={() => void answer.refetch()}
          retrying={answer.isFetching}
        />
      </Page>
    );
  }
  const { queue, cache, database, ...stats } = answer.data;
  const bad = stats.dependencies.filter((each) => each.status === "down" || each.status === "degraded");
  const alive = stats.workers.filter((each) => each.is_alive).length;
  const waits = queue.soon === null || queue.later === null ? null : queue.soon + queue.later;
  return (
    <Page
      title="System"
      description={
        <>
          Version {stats.version}, this process since <RelativeTime value={stats.started_at} />. Asked{" "}
          <RelativeTime value={stats.at} />, again every 10 seconds.
        </>
      }
    >
      {answer.isError && (
        <Notice tone="warn">It cannot be asked at the moment; this is what it said last.</Notice>
      )}
      <Figures
        label="The system in short"
        figures={[
          {
            label: "Health",
            value: bad.length ? formatCount(bad.length, "problem") : "Good",
            note: bad.map((each) => each.label).join(", ") || "every dependency answers",
          },
          {
            label: "Tasks that wait",
            value: known(waits),
            note: `${known(queue.soon)} for soon; at most ${formatNumber(queue.limit)}`,
          },
          {
            label: "Workers alive",
            value: formatNumber(alive),
            note: (
              <>
                scheduler heard of <RelativeTime value={stats.scheduler_heard_at} none="never" />
              </>
            ),
          },
          {
            label: "Answers from the cache",
            value: cache.hit_rate === null ? UNKNOWN : formatShare(cache.hit_rate),
            note: cache.hits === null ? "the cache is away" : `${known(cache.answers)} kept now`,
          },
        ]}
      />
      <Card title="What it needs" bodyClassName="p-0 [&>[role=region]]:border-0">
        <DataTable
          label="Dependencies"
          columns={dependencies}
          rows={stats.dependencies}
          rowKey={(each) => each.name}
          minWidth="44rem"
        />
      </Card>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Card
          title="Database"
          hint={`PostgreSQL ${database.version}`}
          bodyClassName="p-0 [&>[role=region]]:border-0"
        >
          <Facts
            facts={[
              ["Size", formatBytes(database.size_bytes)],
              [
                "Connections",
                `${formatNumber(database.connections)} of ${formatNumber(database.max_connections)}`,
              ],
              ["Schema", database.schema_revision],
              ["Memory of Redis", formatBytes(cache.memory_bytes)],
            ]}
          />
          <div className="border-t border-line">
            <DataTable
              label="Largest tables"
              columns={tables}
              rows={database.tables}
              rowKey={(each) => each.name}
              minWidth="20rem"
            />
          </div>
        </Card>
        <div className="flex flex-col gap-4">
          <Card title="What it holds" bodyClassName="p-0">
            <Facts
              facts={stats.counts.map((each) => [
                each.label,
                `${each.is_estimate ? "about " : ""}${formatNumber(each.count)}`,
              ])}
            />
          </Card>
          <Card title="Workers" bodyClassName="p-0 [&>[role=region]]:border-0">
            {stats.workers.length ? (
              <DataTable
                label="Workers"
                columns={workers}
                rows={stats.workers}
                rowKey={(each) => each.name}
                minWidth="24rem"
              />
            ) : (
              <p className="p-4 text-sm text-muted">No worker was heard of within a day.</p>
            )}
          </Card>
          <Card title="Last syncs" bodyClassName="p-0 [&>[role=region]]:border-0">
            {stats.last_syncs.length ? (
              <DataTable
                label="Last syncs"
                columns={syncs}
                rows={stats.last_syncs}
                rowKey={(each) => each.id}
                minWidth="28rem"
              />
            ) : (
              <p className="p-4 text-sm text-muted">Nothing was synced yet.</p>
            )}
          </Card>
        </div>
      </div>
    </Page>
  );
}
