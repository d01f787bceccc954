import { useQuery } from "@tanstack/react-query";
import { ArrowRight, History } from "lucide-react";
import { Link } from "react-router-dom";
import { Card } from "@/components/ui/Card";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Skeleton } from "@/components/ui/Skeleton";
import { ChangeValue } from "@/components/workspace/ChangeValue";
import type { Overview } from "@/api/types";
import { addDays, dayOf } from "@/lib/calendar";
import { useNow } from "@/lib/clock";
import { formatNumber } from "@/lib/format";
import { catalog, findDataset, findField } from "@/services/catalog";
import { recentChanges } from "@/services/fleet";
import { toRows } from "@/services/query";

const COUNT = 8;
const DAYS = 7;
const KINDS = 6;
const LIFECYCLE = new Set(["created", "retired", "returned"]);

/** The changes of the last days, of one field or of all. */
function linesPath(today: string, field: string | null): string {
  const params = new URLSearchParams({ "changed_at.gte": addDays(today, -DAYS) });
  if (field) params.set("field", field);
  return `/changes/lines?${params.toString()}`;
}

/** What changed in the fleet lately: how often each field did, and the newest ones. */
export function RecentChanges({ counts }: { counts: Overview["changes_7d"] }) {
  const today = dayOf(useNow());
  const answer = useQuery(recentChanges(today, COUNT));
  const all = useQuery(catalog).data;
  const dataset = all ? findDataset(all, "workspaces") : undefined;
  const rows = answer.data ? toRows(answer.data) : [];
  return (
    <Card
      title="What changed"
      hint={`last ${DAYS} days`}
      bodyClassName="p-0"
      action={
        <Link
          to={linesPath(today, null)}
          className="rounded-sm text-xs font-medium text-accent-ink hover:underline"
        >
          All changes
        </Link>
      }
    >
      {counts.length > 0 && (
        <ul aria-label="Changes by field" className="flex flex-wrap gap-1.5 border-b border-line px-4 py-2">
          {[...counts]
            .sort((a, b) => b.count - a.count)
            .slice(0, KINDS)
            .map((each) => (
              <li key={each.value}>
                <Link
                  to={linesPath(today, each.value)}
                  className="flex h-6 items-center gap-1.5 rounded-md border border-line px-1.5 text-xs text-muted hover:border-line-strong hover:text-ink"
                >
                  {each.label ?? each.value}{" "}
                  <span className="font-medium text-ink tnum">{formatNumber(each.count)}</span>
                </Link>
              </li>
            ))}
        </ul>
      )}
      <div className="min-h-72">
        {answer.isPending &&
          Array.from({ length: COUNT }, (_, at) => <Skeleton key={at} className="mx-4 my-5 h-4" />)}
        {answer.isError && (
          <Failure
            what="load the changes"
            error={answer.error}
            onRetry={() => void answer.refetch()}
            retrying={answer.isFetching}
          />
        )}
        {answer.data && !rows.length && (
          <Empty icon={History} title="Nothing changed">
            No difference between AWS’s answers was seen in the last 7 days.
          </Empty>
        )}
        <ul>
          {rows.map((row, at) => {
            const id = String(row.workspace_id);
            const field = String(row.field);
            const known = dataset ? findField(dataset, field) : undefined;
            return (
              <li key={`${String(row.changed_at)} ${id} ${field} ${at}`}>
                <Link
                  to={`/workspaces/${encodeURIComponent(id)}/history`}
                  className="grid min-h-9 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 border-b border-line px-4 py-1.5 text-sm hover:bg-hover focus-visible:-outline-offset-2 sm:grid-cols-[minmax(0,10rem)_minmax(0,1fr)_auto]"
                >
                  <bdi className="truncate font-medium">{String(row.user_name ?? id)}</bdi>
                  <span className="col-span-2 row-start-2 flex min-w-0 items-center gap-1.5 text-muted sm:col-span-1 sm:row-start-auto">
                    <span className="shrink-0">{String(row.label ?? field)}</span>
                    {!LIFECYCLE.has(field) && (
                      <span className="flex min-w-0 items-center gap-1.5 truncate">
                        <span className="truncate">
                          <ChangeValue field={known} value={row.before} />
                        </span>
                        <ArrowRight aria-hidden className="size-3 shrink-0" />
                        <span className="truncate text-ink">
                          <ChangeValue field={known} value={row.after} />
                        </span>
                      </span>
                    )}
                  </span>
                  <RelativeTime value={String(row.changed_at)} className="text-xs text-faint" />
                </Link>
              </li>
            );
          })}
        </ul>
      </div>
    </Card>
  );
}
