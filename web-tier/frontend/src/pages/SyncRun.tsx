import { useQuery } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import { Link, useParams } from "react-router-dom";
import { asApiError } from "@/api/problem";
import { ProgressBar } from "@/components/sync/ProgressBar";
import { StepTable } from "@/components/sync/StepTable";
import { Button } from "@/components/ui/Button";
import { Failure } from "@/components/ui/Failure";
import { Notice } from "@/components/ui/Notice";
import { Page } from "@/components/ui/Page";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { PageSkeleton } from "@/components/ui/PageSkeleton";
import { Status } from "@/components/ui/Status";
import { formatCount, formatNumber, humanize } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { elapsed } from "@/services/elapsed";
import { usePolling } from "@/services/live";
import { isActive, syncDetail, useCancelSync } from "@/services/syncs";

const FINE = new Set(["succeeded", "queued", "pending", "running"]);

export function SyncRun() {
  const id = Number(useParams().syncId);
  const polling = usePolling(2_000);
  const [onlyProblems, setOnlyProblems] = useState(false);
  const detail = useQuery({
    ...syncDetail(id),
    refetchInterval: (query) => (isActive(query.state.data?.status) ? polling : false),
  });
  const cancel = useCancelSync();
  const run = detail.data;
  const above = (
    <Link
      to="/syncs"
      className="mb-1 -ml-1 inline-flex items-center gap-0.5 rounded-sm text-sm text-muted hover:text-ink"
    >
      <ChevronLeft aria-hidden className="size-4" /> Sync runs
    </Link>
  );
  if (detail.isError && !run) {
    return (
      <Page title={`Sync run ${id}`} above={above}>
        <Failure
          what="load this run"
          error={detail.error}
          onRetry={() => void detail.refetch()}
          retrying={detail.isFetching}
        />
      </Page>
    );
  }
  if (!run) return <PageSkeleton title={`Sync run ${id}`} above={above} />;
  const problems = run.steps.filter((step) => !FINE.has(step.status));
  const facts = [
    ["Seen", formatNumber(run.seen)],
    ["New", formatNumber(run.created)],
    ["Changed", formatNumber(run.updated)],
    ["Gone", formatNumber(run.retired)],
    ["Took", elapsed(run.started_at, run.finished_at)],
  ];
  return (
    <Page
      title={`Sync run ${id}`}
      above={above}
      description={
        <span className="flex min-h-6 flex-wrap items-center gap-x-4 gap-y-1">
          <Status family="sync" value={run.status} className="text-ink" />
          <span>
            Started <RelativeTime value={run.started_at ?? run.created_at} />
          </span>
          <span>{run.requested_by ? `by ${run.requested_by}` : humanize(run.trigger)}</span>
        </span>
      }
      actions={
        isActive(run.status) && (
          <Button
            busy={cancel.isPending}
            onClick={() =>
              cancel.mutate(id, {
                onSuccess: () => toasts.show("The run stops after the steps at work."),
                onError: (error) => toasts.show(asApiError(error).message, "danger"),
              })
            }
          >
            Cancel the run
          </Button>
        )
      }
    >
      {run.error && <Notice tone="danger">{run.error}</Notice>}
      <div className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4">
        <div className="flex items-center justify-between text-sm tnum">
          <span className="font-medium" aria-live="polite">
            {`${formatNumber(run.steps_done)} of ${formatCount(run.steps_total, "step")}`}
          </span>
          {problems.length > 0 && (
            <span className="text-warn">{formatCount(problems.length, "step")} with problems</span>
          )}
        </div>
        <ProgressBar done={run.steps_done} total={run.steps_total} label={`Sync run ${id}`} />
        <dl className="flex flex-wrap gap-x-8 gap-y-2 pt-1">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt className="text-xs text-muted">{label}</dt>
              <dd className="text-lg font-semibold tnum">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      {problems.length > 0 && (
        <label className="flex w-fit items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-4"
            checked={onlyProblems}
            onChange={(event) => setOnlyProblems(event.target.checked)}
          />
          Only steps with problems
        </label>
      )}
      <StepTable steps={onlyProblems ? problems : run.steps} />
    </Page>
  );
}
