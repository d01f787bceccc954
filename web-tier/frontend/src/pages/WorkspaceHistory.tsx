import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useParams } from "react-router-dom";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Skeleton } from "@/components/ui/Skeleton";
import { ChangeRow } from "@/components/workspace/ChangeRow";
import { TimeMachine } from "@/components/workspace/TimeMachine";
import { formatCount } from "@/lib/format";
import { useParam } from "@/lib/useParam";
import { catalog, findDataset, findField } from "@/services/catalog";
import { workspaceDetail, workspaceHistory } from "@/services/workspaces";

export function WorkspaceHistory() {
  const { workspaceId = "" } = useParams();
  const [, setMoment] = useParam("at");
  const row = useQuery(workspaceDetail(workspaceId)).data;
  const history = useInfiniteQuery(workspaceHistory(workspaceId));
  const all = useQuery(catalog);
  const dataset = all.data ? findDataset(all.data, "workspaces") : undefined;
  if (history.isError) {
    return (
      <Failure
        what="load the history"
        error={history.error}
        onRetry={() => void history.refetch()}
        retrying={history.isFetching}
      />
    );
  }
  const changes = history.data?.pages.flatMap((page) => page.items);
  const total = history.data?.pages[0]?.total ?? 0;
  return (
    <div className="flex flex-col gap-4">
      {row && changes ? (
        <TimeMachine
          id={workspaceId}
          row={row}
          dataset={dataset}
          changes={changes}
          onNow={() => setMoment(null)}
        />
      ) : (
        <Skeleton className="h-75 rounded-lg" />
      )}
      <Card title="Changes" hint={changes ? formatCount(total, "change") : undefined} bodyClassName="p-0">
        {!changes && Array.from({ length: 8 }, (_, at) => <Skeleton key={at} className="mx-4 my-3 h-4" />)}
        {changes?.length === 0 && (
          <Empty icon={History} title="No changes yet">
            Each sync compares what AWS says with what was known; differences are listed here.
          </Empty>
        )}
        <ol>
          {changes?.map((change, at) => (
            <ChangeRow
              key={`${change.changed_at} ${change.field} ${at}`}
              change={change}
              field={dataset ? findField(dataset, change.field) : undefined}
            />
          ))}
        </ol>
        {history.hasNextPage && (
          <div className="flex justify-center border-t border-line p-3">
            <Button busy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
              Show earlier changes
            </Button>
          </div>
        )}
      </Card>
    </div>
  );
}
