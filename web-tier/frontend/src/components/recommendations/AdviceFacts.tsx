import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import type { RecommendationDetail } from "@/api/types";
import { CopyButton } from "@/components/ui/CopyButton";
import { Moment } from "@/components/ui/Moment";
import { Origin } from "@/components/ui/Origin";
import { Status } from "@/components/ui/Status";
import { formatDay, formatMoney, humanize } from "@/lib/format";
import { useCan } from "@/services/auth";
import { DecisionButtons } from "./DecisionButtons";
import { nextDecisions } from "./decisions";

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="col-span-2 grid grid-cols-subgrid">
      <dt className="py-1 text-muted">{label}</dt>
      <dd className="min-w-0 py-1 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function savingText(advice: RecommendationDetail): string {
  const saving = advice.saving_monthly;
  if (saving === null) return "Saving unknown";
  return `${formatMoney(Math.abs(saving))} ${saving < 0 ? "more a month" : "less a month"}`;
}

/** The saving, what was decided, and what one weighs before deciding. */
export function AdviceFacts({ advice }: { advice: RecommendationDetail }) {
  const mayDecide = useCan("recommendations");
  const decisions = nextDecisions(advice);
  const countsNot =
    advice.saving_monthly !== null && advice.saving_monthly > 0 && advice.counted_saving === null;
  const decided = [advice.state_by && `by ${advice.state_by}`, advice.state_reason]
    .filter(Boolean)
    .join(": ");
  return (
    <div className="flex flex-col gap-3 text-sm">
      <div>
        <p className="text-xl font-semibold tracking-tight tnum">
          {savingText(advice)} {advice.saving_monthly !== null && <Origin kind="modelled" />}
        </p>
        {advice.saving_note && <p className="text-muted">{advice.saving_note}</p>}
        {countsNot && ["open", "approved"].includes(advice.state) && (
          <p className="text-xs text-faint">
            In no total: of this WorkSpace another recommendation is worth more.
          </p>
        )}
      </div>
      {mayDecide && decisions.length > 0 && (
        <div className="flex flex-wrap gap-1.5">
          <DecisionButtons ids={[advice.id]} decisions={decisions} />
        </div>
      )}
      <dl className="grid grid-cols-[minmax(5.5rem,auto)_minmax(0,1fr)] gap-x-4">
        <Fact label="State">
          <Status family="advice" value={advice.state} />
          {advice.snoozed_until && ` until ${formatDay(advice.snoozed_until)}`}
          <span className="block text-xs text-muted">
            <Moment value={advice.state_at} /> {decided}
          </span>
        </Fact>
        <Fact label="WorkSpace">
          <Link
            to={`/workspaces/${encodeURIComponent(advice.workspace_id)}`}
            className="rounded-sm font-medium text-accent-ink hover:underline"
          >
            <bdi>{advice.user_display_name ?? advice.user_name ?? advice.workspace_id}</bdi>
          </Link>
          <span className="flex items-center gap-0.5 font-mono text-xs text-muted">
            {advice.workspace_id} <CopyButton text={advice.workspace_id} />
          </span>
        </Fact>
        <Fact label="Account">
          {advice.account_name ?? advice.account_id}, {advice.region}
        </Fact>
        <Fact label="Confidence">
          <Status family="confidence" value={advice.confidence} />
          {advice.reasons.length > 0 && (
            <ul className="mt-0.5 list-disc pl-4 text-xs text-muted">
              {advice.reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact label="Risk">
          <Status family="risk" value={advice.risk} />
          <span className="block text-xs text-muted">{advice.risk_text}</span>
        </Fact>
        <Fact label="Effort">{humanize(advice.effort)}</Fact>
        <Fact label="Act">
          {advice.act_by
            ? `from ${formatDay(advice.act_on)} to ${formatDay(advice.act_by)}`
            : `on ${formatDay(advice.act_on)} or later`}
          {advice.effective_on && (
            <span className="block text-xs text-muted">
              changes the bill from {formatDay(advice.effective_on)}
            </span>
          )}
        </Fact>
      </dl>
    </div>
  );
}
