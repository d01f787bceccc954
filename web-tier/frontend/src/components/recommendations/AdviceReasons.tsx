import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import type { RecommendationDetail } from "@/api/types";
import { ChartTable } from "@/components/charts/ChartTable";
import { Moment } from "@/components/ui/Moment";
import { Status } from "@/components/ui/Status";
import { formatMoney, formatMonth } from "@/lib/format";
import { useQuery } from "@tanstack/react-query";
import { catalog, findDataset, findField } from "@/services/catalog";
import { fieldText } from "@/services/fieldText";
import { evidenceSpan, evidenceText } from "./evidence";

export interface Part {
  title: string;
  body: ReactNode;
  /** Drawn to the edge. */
  flush?: boolean;
}

function Change({ before, after }: Pick<RecommendationDetail, "before" | "after">) {
  const all = useQuery(catalog).data;
  const dataset = all ? findDataset(all, "workspaces") : undefined;
  return (
    <ul className="flex flex-col gap-1.5">
      {Object.entries(after).map(([name, value]) => {
        const field = dataset ? findField(dataset, name) : undefined;
        return (
          <li key={name} className="flex flex-wrap items-center gap-x-2">
            <span className="text-muted">{field?.label ?? name}</span>
            {fieldText(field, before[name])}
            <ArrowRight aria-label="becomes" className="size-3.5 shrink-0 text-faint" />
            <span className="font-medium">{fieldText(field, value)}</span>
          </li>
        );
      })}
    </ul>
  );
}

function EvidenceList({ advice }: { advice: RecommendationDetail }) {
  return (
    <dl className="flex flex-col">
      {advice.evidence.map((each) => {
        const text = evidenceText(each);
        const span = evidenceSpan(each);
        return (
          <div
            key={each.name}
            className="flex flex-wrap items-baseline gap-x-3 border-b border-line py-1.5 last:border-0"
          >
            <dt className="min-w-0 flex-1 basis-40 text-muted">{each.label}</dt>
            <dd className="min-w-0 text-right [overflow-wrap:anywhere] tnum">
              {text.startsWith("http") ? <span className="font-mono text-xs">{text}</span> : text}
              {span && <span className="block text-xs text-faint">{span}</span>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function History({ advice }: { advice: RecommendationDetail }) {
  return (
    <ol className="flex flex-col gap-2.5">
      {[...advice.history].reverse().map((step, at) => (
        <li key={`${step.at} ${at}`}>
          <span className="flex flex-wrap items-center gap-x-2">
            <Status family="advice" value={step.to} />
            <span className="text-xs text-muted">
              <Moment value={step.at} /> {step.by ? `by ${step.by}` : ""}
            </span>
          </span>
          {step.reason && <p className="mt-0.5 [overflow-wrap:anywhere]">{step.reason}</p>}
        </li>
      ))}
    </ol>
  );
}

function Alternatives({ advice }: { advice: RecommendationDetail }) {
  return (
    <ul className="flex flex-col gap-1.5">
      {advice.alternatives.map((other) => (
        <li key={other.id} className="flex flex-wrap items-baseline gap-x-3">
          <Link
            to={`/recommendations/${other.id}`}
            className="min-w-0 flex-1 basis-40 rounded-sm text-accent-ink hover:underline"
          >
            {other.title}
          </Link>
          <span className="tnum">{formatMoney(other.saving_monthly)}</span>
        </li>
      ))}
    </ul>
  );
}

/** What it rests on, how it is done and undone, and what became of it, in the order in which one asks. */
export function adviceParts(advice: RecommendationDetail): Part[] {
  const parts: (Part | false)[] = [
    Object.keys(advice.after).length > 0 && {
      title: "What changes",
      body: <Change before={advice.before} after={advice.after} />,
    },
    { title: "Evidence", body: <EvidenceList advice={advice} /> },
    { title: "How it is done", body: <p>{advice.how}</p> },
    { title: "How it is undone", body: <p>{advice.undo}</p> },
    advice.verified.length > 0 && {
      title: "Verified saving",
      flush: true,
      body: (
        <ChartTable
          label="Verified saving"
          height={320}
          rows={[...advice.verified].reverse()}
          rowKey={(month) => month.month}
          columns={[
            { label: "Month", cell: (month) => formatMonth(month.month, "short") },
            { label: "As it was", right: true, cell: (month) => formatMoney(month.before) },
            { label: "As it is", right: true, cell: (month) => formatMoney(month.after) },
            { label: "Saved", right: true, cell: (month) => formatMoney(month.saving) },
            { label: "By", cell: (month) => month.basis },
          ]}
        />
      ),
    },
    advice.alternatives.length > 0 && {
      title: "Also said of this WorkSpace",
      body: <Alternatives advice={advice} />,
    },
    advice.history.length > 0 && { title: "History", body: <History advice={advice} /> },
  ];
  return parts.filter((part) => part !== false);
}
