import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ChevronRight, ScrollText } from "lucide-react";
import { Link, useParams } from "react-router-dom";
import type { WorkspaceEvent } from "@/api/types";
import { EventDetail, EventOutcome } from "@/components/events/EventDetail";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { SegmentedControl } from "@/components/ui/SegmentedControl";
import { Skeleton } from "@/components/ui/Skeleton";
import { formatCount, UNKNOWN } from "@/lib/format";
import { useParam } from "@/lib/useParam";
import { catalog, findDataset, findField, valueLabel } from "@/services/catalog";
import { workspaceEvents } from "@/services/events";

const KINDS = [
  { value: "changes", label: "What changed it" },
  { value: "all", label: "With what only read" },
];

function EventRow({ event, action }: { event: WorkspaceEvent; action: string }) {
  const [chosen, choose] = useParam("event");
  const open = chosen === event.event_id;
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => choose(open ? null : event.event_id)}
        className="grid min-h-10 w-full grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-3 px-4 py-1.5 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2 md:grid-cols-[1rem_minmax(0,12rem)_minmax(0,1fr)_minmax(0,10rem)_8rem]"
      >
        <ChevronRight
          aria-hidden
          className={open ? "size-3.5 rotate-90 text-muted" : "size-3.5 text-muted"}
        />
        <span className="truncate font-medium">{action}</span>
        <bdi className="col-start-2 row-start-2 truncate text-muted md:col-start-auto md:row-start-auto">
          <span className="sr-only">by </span>
          {event.username ?? UNKNOWN}
        </bdi>
        <span className="col-start-3 row-start-2 min-w-0 md:col-start-auto md:row-start-auto">
          <EventOutcome event={event} />
        </span>
        <RelativeTime
          value={event.event_time}
          className="col-start-3 row-start-1 text-right text-xs text-faint md:col-start-auto md:row-start-auto"
        />
      </button>
      {open && (
        <div className="border-t border-line bg-canvas">
          <EventDetail event={event} />
        </div>
      )}
    </li>
  );
}

export function WorkspaceEvents() {
  const { workspaceId = "" } = useParams();
  const [kind, setKind] = useParam("kind");
  const all = kind === "all";
  const answer = useInfiniteQuery(workspaceEvents(workspaceId, all));
  const known = useQuery(catalog).data;
  const dataset = known ? findDataset(known, "events") : undefined;
  const action = dataset && findField(dataset, "event_name");
  const events = answer.data?.pages.flatMap((page) => page.items);
  const total = answer.data?.pages[0]?.total ?? 0;
  return (
    <Card
      title="Who did what"
      hint={events ? formatCount(total, "event") : undefined}
      bodyClassName="p-0"
      action={
        <Link
          to={`/audit?workspace_id=${encodeURIComponent(workspaceId)}`}
          className="rounded-sm text-xs font-medium text-accent-ink hover:underline"
        >
          Open in Audit
        </Link>
      }
    >
      <div className="border-b border-line px-4 py-2">
        <SegmentedControl
          label="Kind of events"
          value={all ? "all" : "changes"}
          options={KINDS}
          onChange={(next) => setKind(next === "all" ? "all" : null)}
        />
      </div>
      <div className="min-h-80">
        {answer.isPending &&
          Array.from({ length: 8 }, (_, at) => <Skeleton key={at} className="mx-4 my-3 h-4" />)}
        {answer.isError && !events && (
          <Failure
            what="load the events"
            error={answer.error}
            onRetry={() => void answer.refetch()}
            retrying={answer.isFetching}
          />
        )}
        {events?.length === 0 && (
          <Empty icon={ScrollText} title={all ? "No event is known" : "Nobody changed it"}>
            CloudTrail remembers 90 days; what was read from it is kept. Before the first sync of events
            nothing is known.
          </Empty>
        )}
        <ol>
          {events?.map((event) => (
            <EventRow
              key={`${event.event_id} ${event.region}`}
              event={event}
              action={valueLabel(action, event.event_name ?? UNKNOWN)}
            />
          ))}
        </ol>
        {answer.hasNextPage && (
          <div className="flex justify-center border-t border-line p-3">
            <Button busy={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>
              Show earlier events
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}
