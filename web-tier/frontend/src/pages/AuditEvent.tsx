import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, SearchX } from "lucide-react";
import { Link, useLocation, useParams } from "react-router-dom";
import { EventDetail } from "@/components/events/EventDetail";
import { Card } from "@/components/ui/Card";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { PageSkeleton } from "@/components/ui/PageSkeleton";
import { asText, isObject } from "@/lib/guards";
import { catalog, findDataset, findField, valueLabel } from "@/services/catalog";
import { eventDetail } from "@/services/events";

export function AuditEvent() {
  const { eventId = "" } = useParams();
  const location = useLocation();
  const answer = useQuery(eventDetail(eventId));
  const all = useQuery(catalog);
  const list = isObject(location.state) ? (asText(location.state.list) ?? "") : "";
  const above = (
    <Link
      to={`/audit${list}`}
      className="mb-1 -ml-1 inline-flex items-center gap-0.5 rounded-sm text-sm text-muted hover:text-ink"
    >
      <ChevronLeft aria-hidden className="size-4" /> Audit
    </Link>
  );
  if (answer.isPending || all.isPending) return <PageSkeleton title="Event" above={above} />;
  const event = answer.data;
  if (!event) {
    return (
      <Page title="Event" above={above}>
        <Card>
          {answer.isError ? (
            <Failure
              what="load this event"
              error={answer.error}
              onRetry={() => void answer.refetch()}
              retrying={answer.isFetching}
            />
          ) : (
            <Empty icon={SearchX} title="There is no such event">
              It is not there any more, or it belongs to an account that you may not see.
            </Empty>
          )}
        </Card>
      </Page>
    );
  }
  const dataset = all.data ? findDataset(all.data, "events") : undefined;
  const action = dataset && findField(dataset, "event_name");
  return (
    <Page
      title={`${valueLabel(action, event.event_name ?? "Event")} by ${event.username ?? "somebody unknown"}`}
      description={<span className="font-mono text-xs">{event.event_name}</span>}
      above={above}
    >
      <Card title="Details" bodyClassName="p-0" className="max-w-240">
        <EventDetail event={event} />
      </Card>
    </Page>
  );
}
