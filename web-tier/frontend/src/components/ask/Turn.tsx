import { useQuery } from "@tanstack/react-query";
import { ArrowRight, CircleHelp, CircleSlash, CloudOff, FileDown, type LucideIcon } from "lucide-react";
import { lazy, useState } from "react";
import { Link } from "react-router-dom";
import type { Plan, QuestionAnswer } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { Failure } from "@/components/ui/Failure";
import { Skeleton } from "@/components/ui/Skeleton";
import { formatDuration } from "@/lib/format";
import { planPath } from "@/services/planPath";
import { turn } from "@/services/questions";
import { AnswerRows } from "./AnswerRows";
import { PlanChips } from "./PlanChips";
import { Thumbs } from "./Thumbs";

const ExportForm = lazy(async () => ({
  default: (await import("@/components/explorer/ExportForm")).ExportForm,
}));

const REFUSED: Record<Exclude<QuestionAnswer["status"], "answered">, { icon: LucideIcon; title: string }> = {
  needs_clarification: { icon: CircleHelp, title: "More than one thing can be meant" },
  unsupported: { icon: CircleSlash, title: "Not a question to the inventory" },
  unavailable: { icon: CloudOff, title: "Not understood without the language model" },
};

function engineText(answer: QuestionAnswer): string {
  const took = answer.timings_ms.total === undefined ? "" : `, ${formatDuration(answer.timings_ms.total)}`;
  return answer.engine === "model" ? `By ${answer.model}${took}` : `By the rules${took}`;
}

function Answered({ answer, name }: { answer: QuestionAnswer; name: string }) {
  const plan = answer.plan as Plan | null;
  const list = plan ? planPath(plan) : null;
  const [reporting, setReporting] = useState(false);
  return (
    <>
      <p className="text-base [overflow-wrap:anywhere]">
        <bdi>{answer.answer}</bdi>
      </p>
      {plan && (
        <div className="flex flex-col gap-1.5">
          <p className="text-xs text-muted">Understood as: {answer.interpretation}</p>
          <PlanChips plan={plan} />
        </div>
      )}
      {answer.rows.length > 0 && answer.columns.length > 1 && <AnswerRows answer={answer} name={name} />}
      <div className="flex flex-wrap items-center gap-x-1.5 gap-y-1">
        {list && (
          <Link
            to={list.to}
            className="inline-flex h-7 items-center gap-1 rounded-md px-2 text-xs font-medium text-accent-ink hover:bg-hover"
          >
            Open in {list.label} <ArrowRight aria-hidden className="size-3.5" />
          </Link>
        )}
        {plan && (
          <Button size="sm" look="quiet" onClick={() => setReporting(true)}>
            <FileDown aria-hidden className="size-3.5" /> Make a report
          </Button>
        )}
        <span className="flex-1" />
        <span className="text-xs text-faint">{engineText(answer)}</span>
        <Thumbs id={answer.id} />
      </div>
      {plan && (
        <Dialog
          open={reporting}
          onOpenChange={setReporting}
          title="Make a report"
          description={answer.interpretation}
        >
          <DialogPart className="h-52">
            <ExportForm plan={plan} onCancel={() => setReporting(false)} />
          </DialogPart>
        </Dialog>
      )}
    </>
  );
}

function Refused({ answer, onAsk }: { answer: QuestionAnswer; onAsk: (question: string) => void }) {
  if (answer.status === "answered") return null;
  const { icon: Icon, title } = REFUSED[answer.status];
  return (
    <>
      <p className="flex items-center gap-2 font-medium">
        <Icon aria-hidden className="size-4 shrink-0 text-muted" /> {title}
      </p>
      <p className="text-muted [overflow-wrap:anywhere]">
        <bdi>{answer.answer}</bdi>
      </p>
      {answer.suggestions.length > 0 && (
        <ul aria-label="What can be asked instead" className="flex flex-wrap gap-1.5">
          {answer.suggestions.map((each) => (
            <li key={each}>
              <Button
                size="sm"
                className="h-auto min-h-7 text-left whitespace-normal"
                onClick={() => onAsk(each)}
              >
                {each}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="flex items-center gap-1.5">
        <span className="flex-1 text-xs text-faint">{engineText(answer)}</span>
        <Thumbs id={answer.id} />
      </div>
    </>
  );
}

interface Props {
  /** The question with those that it follows. */
  questions: string[];
  /** Asks another in its place. */
  onAsk: (question: string) => void;
}

/** One question with its answer: the sentence, what was understood, the rows. */
export function Turn({ questions, onAsk }: Props) {
  const answer = useQuery(turn(questions));
  const question = questions.at(-1) ?? "";
  return (
    <article aria-label={question} className="flex flex-col gap-2">
      <h2 className="text-sm font-semibold [overflow-wrap:anywhere]">
        <bdi>{question}</bdi>
      </h2>
      <Card bodyClassName="flex flex-col gap-3 text-sm">
        <div role="status" className="contents">
          {answer.isPending && (
            <div className="flex flex-col gap-3" aria-label="Looking for the answer" data-loading>
              <Skeleton className="h-5 w-2/3" />
              <Skeleton className="h-40 rounded-md" />
            </div>
          )}
          {answer.data &&
            (answer.data.status === "answered" ? (
              <Answered answer={answer.data} name={`answer-${questions.length}`} />
            ) : (
              <Refused answer={answer.data} onAsk={onAsk} />
            ))}
        </div>
        {answer.isError && (
          <Failure
            what="answer the question"
            error={answer.error}
            onRetry={() => void answer.refetch()}
            retrying={answer.isFetching}
          />
        )}
      </Card>
    </article>
  );
}
