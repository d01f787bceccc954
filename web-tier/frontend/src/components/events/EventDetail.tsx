import { CircleCheck, CircleX } from "lucide-react";
import { Link } from "react-router-dom";
import type { EventItem, WorkspaceEvent } from "@/api/types";
import { CopyButton } from "@/components/ui/CopyButton";
import { JsonView } from "@/components/ui/JsonView";
import { Moment } from "@/components/ui/Moment";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { UNKNOWN } from "@/lib/format";

type AnyEvent = EventItem | WorkspaceEvent;

export function EventOutcome({ event }: { event: AnyEvent }) {
  const failed = event.error_code !== null || ("failed" in event && event.failed);
  return failed ? (
    <span className="inline-flex min-w-0 items-center gap-1.5 text-danger">
      <CircleX aria-hidden className="size-3.5 shrink-0" />
      <span className="truncate">{event.error_code ?? "Failed"}</span>
    </span>
  ) : (
    <span className="inline-flex items-center gap-1.5">
      <CircleCheck aria-hidden className="size-3.5 shrink-0 text-ok" /> Done
    </span>
  );
}

function touched(event: AnyEvent): string[] {
  const ids = event.workspace_id as string | string[] | null;
  return typeof ids === "string" ? [ids] : (ids ?? []);
}

/** What happened, in the order in which one asks: who, what came of it, to which WorkSpaces, then AWS's own words. */
export function EventDetail({ event }: { event: AnyEvent }) {
  const ids = touched(event);
  const facts: [string, string | null][] = [
    ["By", event.username],
    ["Identity", event.user_arn],
    ["Through", event.invoked_by],
    ["From", event.source_ip],
    ["Program", event.user_agent],
    ["Account", event.account_name ?? event.account_id],
    ["Region", event.region],
    ["Event ID", event.event_id],
  ];
  const parts = [
    { title: "Request", value: event.request_parameters },
    { title: "Response", value: event.response_elements },
  ].filter(({ value }) => value !== null && value !== undefined);
  return (
    <div className="flex flex-col text-sm">
      <dl className="grid grid-cols-[minmax(5rem,auto)_minmax(0,1fr)] gap-x-4 px-4 py-2">
        <dt className="py-1 text-muted">When</dt>
        <dd className="py-1">
          <Moment value={event.event_time} />{" "}
          <RelativeTime value={event.event_time} className="text-xs text-faint" />
        </dd>
        <dt className="py-1 text-muted">Outcome</dt>
        <dd className="min-w-0 py-1">
          <EventOutcome event={event} />
          {event.error_message && (
            <p className="mt-0.5 text-xs text-muted [overflow-wrap:anywhere]">{event.error_message}</p>
          )}
        </dd>
        {facts.map(([label, value]) =>
          label === "Through" && value === null ? null : (
            <div key={label} className="col-span-2 grid grid-cols-subgrid">
              <dt className="py-1 text-muted">{label}</dt>
              <dd className="flex min-w-0 items-start gap-1 py-1">
                <bdi className={value ? "min-w-0 [overflow-wrap:anywhere]" : "text-faint"}>
                  {value ?? UNKNOWN}
                </bdi>
                {value && ["Identity", "From", "Event ID"].includes(label) && (
                  <CopyButton text={value} className="-my-0.5" />
                )}
              </dd>
            </div>
          ),
        )}
      </dl>
      {ids.length > 0 && (
        <section className="border-t border-line px-4 py-3">
          <h3 className="mb-2 text-xs font-medium text-faint">WorkSpaces it touched</h3>
          <ul className="flex max-h-48 flex-wrap gap-1.5 overflow-y-auto">
            {ids.map((id) => (
              <li key={id}>
                <Link
                  to={`/workspaces/${encodeURIComponent(id)}/events`}
                  className="block rounded-md border border-line px-1.5 py-0.5 font-mono text-xs hover:border-line-strong hover:text-accent-ink"
                >
                  {id}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      {parts.map(({ title, value }) => (
        <section key={title} className="border-t border-line">
          <header className="flex items-center px-4 pt-3">
            <h3 className="flex-1 text-xs font-medium text-faint">{title}</h3>
            <CopyButton text={JSON.stringify(value, null, 2)} label={`Copy the ${title.toLowerCase()}`} />
          </header>
          <JsonView value={value} label={title} />
        </section>
      ))}
    </div>
  );
}
