import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { Link } from "react-router-dom";
import { Card } from "@/components/ui/Card";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Skeleton } from "@/components/ui/Skeleton";
import { formatMoney, formatNumber, formatTotal } from "@/lib/format";
import { fleetRows } from "@/services/fleet";

const COUNT = 8;

interface Props {
  title: string;
  hint: string;
  /** The filter of the list, as in the address of the WorkSpaces. */
  search: string;
  /** What is good about there being none. */
  none: string;
}

/** WorkSpaces that nobody uses, the costliest first; all of them are one press away. */
export function IdleList({ title, hint, search, none }: Props) {
  const answer = useQuery(fleetRows(search, COUNT));
  const rows = answer.data?.items ?? [];
  return (
    <Card
      title={title}
      hint={hint}
      bodyClassName="p-0"
      action={
        answer.data && answer.data.total > 0 ? (
          <Link
            to={`/workspaces?${search}`}
            className="rounded-sm text-xs font-medium text-accent-ink hover:underline"
          >
            All {formatTotal(answer.data.total, answer.data.total_exact)}
          </Link>
        ) : undefined
      }
    >
      <div className="min-h-72">
        {answer.isPending &&
          Array.from({ length: COUNT }, (_, at) => <Skeleton key={at} className="mx-4 my-4 h-3" />)}
        {answer.isError && (
          <Failure
            what="load them"
            error={answer.error}
            onRetry={() => void answer.refetch()}
            retrying={answer.isFetching}
          />
        )}
        {answer.data && !rows.length && (
          <Empty icon={CircleCheck} title="None">
            {none}
          </Empty>
        )}
        <ul>
          {rows.map((row) => {
            const id = String(row.workspace_id);
            const days = row.days_since_connected;
            return (
              <li key={id} className="border-b border-line last:border-0">
                <Link
                  to={`/workspaces/${encodeURIComponent(id)}/usage`}
                  className="grid min-h-9 grid-cols-[minmax(0,1fr)_5.5rem] items-center gap-x-4 px-4 py-1 sm:grid-cols-[minmax(0,1fr)_auto_5.5rem] text-sm hover:bg-hover focus-visible:-outline-offset-2"
                >
                  <bdi className="truncate font-medium">{String(row.user_name ?? id)}</bdi>
                  <span className="row-start-2 text-xs text-muted sm:row-start-auto">
                    {typeof days === "number" ? (
                      `${formatNumber(days)} days`
                    ) : typeof row.created_at === "string" ? (
                      <>
                        created <RelativeTime value={row.created_at} />
                      </>
                    ) : (
                      "creation unknown"
                    )}
                  </span>
                  <span className="text-right tnum" title="Modelled cost this month so far">
                    {formatMoney(row.modelled_cost_mtd as number | null)}
                  </span>
                </Link>
              </li>
            );
          })}
        </ul>
      </div>
    </Card>
  );
}
