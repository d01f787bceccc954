import { useQuery } from "@tanstack/react-query";
import { ExternalLink, SearchX, X } from "lucide-react";
import { Link, useLocation } from "react-router-dom";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { IconButton } from "@/components/ui/IconButton";
import { Skeleton } from "@/components/ui/Skeleton";
import { catalog, findDataset, findField, valueLabel } from "@/services/catalog";
import { eventDetail } from "@/services/events";
import { EventDetail } from "./EventDetail";

/** One event beside the list. */
export function EventPeek({ id, onClose }: { id: string; onClose: () => void }) {
  const { search } = useLocation();
  const answer = useQuery(eventDetail(id));
  const all = useQuery(catalog).data;
  const dataset = all ? findDataset(all, "events") : undefined;
  if (answer.isError) {
    return (
      <Failure
        what="load this event"
        error={answer.error}
        onRetry={() => void answer.refetch()}
        retrying={answer.isFetching}
      />
    );
  }
  if (answer.isPending) {
    return (
      <div className="flex flex-col gap-3 p-4" role="status" aria-label="Loading">
        <Skeleton className="h-5 w-2/3" />
        {Array.from({ length: 12 }, (_, at) => (
          <Skeleton key={at} className="h-4" />
        ))}
      </div>
    );
  }
  const event = answer.data;
  if (!event) {
    return (
      <Empty icon={SearchX} title="There is no such event">
        It is not there any more, or it belongs to an account that you may not see.
      </Empty>
    );
  }
  const action = dataset && findField(dataset, "event_name");
  return (
    <div className="flex flex-col">
      <header className="flex items-start gap-2 border-b border-line py-3 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="text-base font-semibold [overflow-wrap:anywhere]">
            {valueLabel(action, event.event_name ?? "Event")}
          </h2>
          <p className="truncate font-mono text-xs text-muted">{event.event_name}</p>
        </div>
        <Link
          to={`/audit/${encodeURIComponent(id)}`}
          state={{ list: search }}
          className="inline-flex h-8 items-center gap-1 rounded-md px-2 text-sm font-medium text-accent-ink hover:bg-hover"
        >
          Open <ExternalLink aria-hidden className="size-3.5" />
        </Link>
        <span className="hidden lg:inline">
          <IconButton label="Close the preview" keys="Esc" onClick={onClose}>
            <X aria-hidden className="size-4" />
          </IconButton>
        </span>
      </header>
      <EventDetail event={event} />
    </div>
  );
}
