import { useQueries } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useEffect, useRef } from "react";
import { Link, useLocation, useNavigate } from "react-router-dom";
import { Examples } from "@/components/ask/Examples";
import { EngineNote } from "@/components/ask/EngineNote";
import { QuestionBox } from "@/components/ask/QuestionBox";
import { Turn } from "@/components/ask/Turn";
import { Page } from "@/components/ui/Page";
import { askPath, hasRoom, parseQuestions } from "@/lib/askPath";
import { useShortcuts } from "@/lib/shortcuts";
import { turn } from "@/services/questions";

export function Ask() {
  const { search } = useLocation();
  const navigate = useNavigate();
  const questions = parseQuestions(search);
  const box = useRef<HTMLTextAreaElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const ask = (question: string, after = questions) =>
    navigate(askPath(hasRoom(after, question) ? [...after, question] : [question]));
  const turns = questions.map((_, at) => questions.slice(0, at + 1));
  // One after the other, as they were asked: what is shown does not move when an answer before it arrives.
  const pending = useQueries({ queries: turns.map(turn) }).findIndex((each) => each.isPending);
  const shown = pending === -1 ? turns : turns.slice(0, pending + 1);
  useShortcuts({
    "/": (event) => {
      event.preventDefault();
      box.current?.focus();
    },
  });
  const count = questions.length;
  useEffect(() => {
    if (count > 1) end.current?.scrollIntoView({ block: "end" });
  }, [count]);
  return (
    <Page
      title="Ask"
      description={<EngineNote />}
      actions={
        count > 0 && (
          <Link
            to="/ask"
            className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-surface px-2.5 text-sm font-medium hover:bg-hover"
          >
            <Plus aria-hidden className="size-3.5" /> New conversation
          </Link>
        )
      }
    >
      <div className="flex w-full max-w-240 flex-col gap-6">
        {count === 0 && <QuestionBox boxRef={box} isFollowUp={false} onAsk={ask} />}
        {shown.map((asked, at) => (
          <Turn
            key={`${at} ${asked[at] ?? ""}`}
            questions={asked}
            onAsk={(next) => ask(next, questions.slice(0, at))}
          />
        ))}
        {count === 0 ? (
          <Examples onAsk={ask} />
        ) : (
          <div className="sticky bottom-0 -mx-1 bg-canvas px-1 pt-2 pb-3">
            <QuestionBox boxRef={box} isFollowUp onAsk={ask} />
          </div>
        )}
        <div ref={end} />
      </div>
    </Page>
  );
}
