import { useQuery } from "@tanstack/react-query";
import { ArrowRight, ChevronLeft, ChevronRight, Info } from "lucide-react";
import type { Change, Dataset, Field, Row } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Failure } from "@/components/ui/Failure";
import { IconButton } from "@/components/ui/IconButton";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Skeleton } from "@/components/ui/Skeleton";
import { useNow } from "@/lib/clock";
import { formatTime } from "@/lib/format";
import { useDebounced } from "@/lib/useDebounced";
import { useParam } from "@/lib/useParam";
import { workspaceAt } from "@/services/workspaces";
import { ChangeValue } from "./ChangeValue";

const CERTAINTY: Record<string, string> = {
  observed: "as a sync saw it",
  inferred: "put together from CloudTrail: no sync had looked yet",
  unknown: "not known: no sync had looked yet, and CloudTrail does not say",
  absent: "it was not there",
};
/** Said to have been different because the state of each moment differs, which nobody wants to read. */
const RESTLESS = new Set(["last_seen_at", "certainty", "days_since_connected", "age_days"]);
const STEPS = 1_000;

function differing(dataset: Dataset | undefined, then: Row, now: Row): Field[] {
  return (dataset?.fields ?? []).filter(
    ({ name, type }) =>
      name in then &&
      name in now &&
      type !== "json" &&
      !RESTLESS.has(name) &&
      JSON.stringify(then[name] ?? null) !== JSON.stringify(now[name] ?? null),
  );
}

interface Props {
  id: string;
  row: Row;
  dataset: Dataset | undefined;
  /** All that is loaded of its changes, newest first. */
  changes: Change[];
  /** The address without a moment shows how it is now. */
  onNow: () => void;
}

/** A slider over the life of a WorkSpace: what it was at a moment, and what is different now. */
export function TimeMachine({ id, row, dataset, changes, onNow }: Props) {
  const now = useNow();
  const [asked, setAsked] = useParam("at");
  const marks = [...new Set(changes.map((change) => Date.parse(change.changed_at)))].sort((a, b) => a - b);
  const created = Date.parse(String(row.created_at ?? ""));
  const first = Math.min(...[created, ...marks].filter(Number.isFinite), now - 86_400_000);
  const span = Math.max(now - first, 1);
  const parsed = Date.parse(asked ?? "");
  const at = Number.isFinite(parsed) ? Math.min(Math.max(parsed, first), now) : now;
  const isNow = at >= now - span / STEPS;
  const settled = useDebounced(new Date(at).toISOString(), 120);
  const then = useQuery({ ...workspaceAt(id, settled), enabled: !isNow });
  const go = (time: number, how: "push" | "replace" = "push") =>
    time >= now ? onNow() : setAsked(new Date(time).toISOString(), how);
  // A moment after a change shows what it made; the one before is the moment after the change before it.
  const before = marks.findLast((mark) => mark < at - 1_000);
  const after = marks.find((mark) => mark > at);
  const past = then.data?.workspace as Row | null | undefined;
  const fields = past && !isNow ? differing(dataset, past, row) : [];
  return (
    <Card
      title="Go back in time"
      hint={isNow ? "now" : formatTime(new Date(at).toISOString())}
      action={
        <span className="flex items-center gap-1">
          <IconButton
            size="icon-sm"
            label="To the change before"
            disabled={before === undefined}
            onClick={() => before !== undefined && go(before - 1_000)}
          >
            <ChevronLeft aria-hidden className="size-4" />
          </IconButton>
          <IconButton
            size="icon-sm"
            label="To the next change"
            disabled={after === undefined}
            onClick={() => after !== undefined && go(after + 1_000)}
          >
            <ChevronRight aria-hidden className="size-4" />
          </IconButton>
          <Button size="sm" disabled={isNow} onClick={onNow}>
            Now
          </Button>
        </span>
      }
    >
      <div className="relative pt-1">
        <input
          type="range"
          min={0}
          max={STEPS}
          step={1}
          value={Math.round(((at - first) / span) * STEPS)}
          aria-label="Moment"
          aria-valuetext={isNow ? "now" : formatTime(new Date(at).toISOString())}
          onChange={(event) => {
            const part = Number(event.target.value) / STEPS;
            go(part >= 1 ? now : Math.round(first + part * span), asked === null ? "push" : "replace");
          }}
          className="block h-5 w-full cursor-pointer accent-accent"
        />
        <div aria-hidden className="relative mx-2 h-2">
          {marks.map((mark) => (
            <span
              key={mark}
              className="absolute h-2 w-px bg-control"
              style={{ left: `${((mark - first) / span) * 100}%` }}
            />
          ))}
        </div>
        <p className="flex justify-between text-2xs text-faint">
          <span>{formatTime(new Date(first).toISOString())}</span>
          <span>now</span>
        </p>
      </div>
      <div className="mt-3 min-h-40 border-t border-line pt-3 text-sm" aria-live="polite">
        {isNow ? (
          <p className="text-muted">
            Move the slider, or step from change to change: what was different then is listed here. The marks
            are the moments in which a change was seen.
          </p>
        ) : then.isError ? (
          <Failure
            what="look into the past"
            error={then.error}
            onRetry={() => void then.refetch()}
            retrying={then.isFetching}
            className="py-2"
          />
        ) : then.isPending ? (
          <Skeleton className="h-24" />
        ) : (
          <>
            <p className="mb-2 flex items-start gap-1.5 text-muted">
              <Info aria-hidden className="mt-0.5 size-4 shrink-0" />
              <span>
                <RelativeTime value={new Date(at).toISOString()} />:{" "}
                {CERTAINTY[then.data?.certainty ?? "unknown"] ?? then.data?.certainty}
                {past && fields.length === 0 && "; nothing that is kept was different from now"}
              </span>
            </p>
            {fields.length > 0 && (
              <table
                className="w-full max-w-240 table-fixed text-sm [overflow-wrap:anywhere]"
                aria-label="What was different"
              >
                <thead>
                  <tr className="text-left text-xs text-muted">
                    <th scope="col" className="h-8 w-1/4 pr-4 font-medium">
                      Field
                    </th>
                    <th scope="col" className="pr-4 font-medium">
                      Then
                    </th>
                    <th scope="col" className="w-6 font-medium">
                      <span className="sr-only">became</span>
                    </th>
                    <th scope="col" className="font-medium">
                      Now
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {fields.map((field) => (
                    <tr key={field.name} className="border-t border-line align-top">
                      <th scope="row" className="py-1.5 pr-4 text-left font-normal text-muted">
                        {field.label}
                      </th>
                      <td className="py-1.5 pr-4 font-medium">
                        <ChangeValue field={field} value={past?.[field.name]} />
                      </td>
                      <td className="py-2">
                        <ArrowRight aria-hidden className="size-3 text-faint" />
                      </td>
                      <td className="py-1.5">
                        <ChangeValue field={field} value={row[field.name]} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </>
        )}
      </div>
    </Card>
  );
}
