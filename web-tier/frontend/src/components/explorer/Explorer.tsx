import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Navigate, useLocation } from "react-router-dom";
import type { Dataset } from "@/api/types";
import { Failure } from "@/components/ui/Failure";
import { Skeleton } from "@/components/ui/Skeleton";
import { formatListState, type ListState } from "@/lib/listState";
import { catalog, findDataset } from "@/services/catalog";
import type { ListSource } from "@/services/listSource";
import { isAwaitingFirst } from "@/services/meta";
import { viewList, viewState } from "@/services/views";
import { ExplorerView } from "./ExplorerView";

export interface ExplorerProps {
  source: ListSource;
  title: string;
  /** Above the table: what one must know about the data. */
  banner?: ReactNode;
  /** What stands there before there are any rows at all. */
  empty: ReactNode;
  /** Between the filters and the table: a picture of the rows that match. */
  renderAbove?: (dataset: Dataset, state: ListState) => ReactNode;
  /** A row beside the list; without it a row only leads to its page. */
  renderPeek?: ((id: string, close: () => void) => ReactNode) | undefined;
  /** What else can be done with the selected rows. */
  renderSelection?: (ids: string[], clear: () => void) => ReactNode;
}

/** A data set as the catalogue describes it: search, filters, facets, columns, rows. */
export function Explorer(props: ExplorerProps) {
  const all = useQuery(catalog);
  const views = useQuery(viewList(props.source.dataset));
  // An address that asks for nothing shows the view that the person begins with, if they have chosen one.
  const bare = useLocation().search === "";
  const beginning = bare ? views.data?.find((view) => view.is_default) : undefined;
  if (beginning) return <Navigate to={`?${formatListState(viewState(beginning)).toString()}`} replace />;
  if (all.isPending || (bare && isAwaitingFirst(views))) {
    return (
      <div className="flex h-full flex-col" role="status" aria-label="Loading">
        <div className="flex h-12 items-center px-4">
          <Skeleton className="h-5 w-40" />
        </div>
        <div className="flex h-12 items-center border-b border-line bg-surface px-4">
          <Skeleton className="h-8 w-80 max-w-full" />
        </div>
        <div className="flex-1 bg-surface" />
      </div>
    );
  }
  const dataset = all.data ? findDataset(all.data, props.source.dataset) : undefined;
  if (!dataset) {
    return (
      <Failure
        what={`load the fields of ${props.title}`}
        error={all.error ?? new Error("The catalogue does not have them.")}
        onRetry={() => void all.refetch()}
        retrying={all.isFetching}
        className="h-full"
      />
    );
  }
  return <ExplorerView {...props} dataset={dataset} views={views.data ?? []} />;
}
