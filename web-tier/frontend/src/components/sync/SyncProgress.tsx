import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router-dom";
import type { SyncItem, SyncStep } from "@/api/types";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Skeleton } from "@/components/ui/Skeleton";
import { Status } from "@/components/ui/Status";
import { formatNumber } from "@/lib/format";
import { collectorText } from "@/services/collectors";
import { usePolling } from "@/services/live";
import { isActive, syncDetail } from "@/services/syncs";
import { ProgressBar } from "./ProgressBar";

const ORDER = ["running", "failed", "denied", "partial", "queued", "pending"];

function byInterest(a: SyncStep, b: SyncStep): number {
  const rank = (step: SyncStep) => (ORDER.indexOf(step.status) + ORDER.length + 1) % (ORDER.length + 1);
  return rank(a) - rank(b);
}

interface Props {
  run: SyncItem;
  onLeave: () => void;
}

/** The newest run at a glance: how far it is, and its steps, the ones at work first. */
export function SyncProgress({ run, onLeave }: Props) {
  const active = isActive(run.status);
  const polling = usePolling(2_000);
  const detail = useQuery({ ...syncDetail(run.id), refetchInterval: active ? polling : false });
  const steps = [...(detail.data?.steps ?? [])].sort(byInterest);
  return (
    <div className="flex flex-col">
      <div className="flex flex-col gap-2 border-b border-line p-3">
        <div className="flex items-center justify-between gap-3">
          <Status family="sync" value={run.status} className="font-medium" />
          <span className="text-xs text-muted">
            <RelativeTime value={run.finished_at ?? run.started_at ?? run.created_at} />
          </span>
        </div>
        <ProgressBar done={run.steps_done} total={run.steps_total} label={`Sync ${run.id}`} />
        <p className="text-xs text-muted tnum" aria-live="polite">
          {formatNumber(run.steps_done)} of {formatNumber(run.steps_total)} steps · {formatNumber(run.seen)}{" "}
          seen, {formatNumber(run.created)} new, {formatNumber(run.updated)} changed,{" "}
          {formatNumber(run.retired)} gone
        </p>
        {run.error && <p className="text-xs break-words text-danger">{run.error}</p>}
      </div>
      <ul className="h-60 overflow-y-auto py-1" aria-label="Steps">
        {detail.isPending &&
          Array.from({ length: 6 }, (_, at) => <Skeleton key={at} className="mx-3 my-2 h-4" />)}
        {steps.map((step) => (
          <li
            key={`${step.account_id} ${step.region} ${step.collector}`}
            className="flex items-center gap-2 px-3 py-1 text-xs"
            title={step.error ?? undefined}
          >
            <Status family="sync" value={step.status} className="w-24 shrink-0" />
            <span className="min-w-0 flex-1 truncate">{collectorText(step.collector)}</span>
            <span className="truncate text-muted tnum">
              {step.account_id} {step.region}
            </span>
          </li>
        ))}
      </ul>
      <Link
        to={`/syncs/${run.id}`}
        onClick={onLeave}
        className="border-t border-line px-3 py-2 text-center text-sm font-medium text-accent-ink hover:bg-hover focus-visible:-outline-offset-2"
      >
        Open run {run.id}
      </Link>
    </div>
  );
}
