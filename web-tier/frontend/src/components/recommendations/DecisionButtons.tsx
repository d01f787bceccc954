import { lazy, useState } from "react";
import { asApiError } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { formatCount } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { useDecide } from "@/services/recommendations";
import { DECISIONS, needsForm, type Decided } from "./decisions";
import type { DecisionWords } from "./DecisionForm";

const DecisionForm = lazy(async () => ({ default: (await import("./DecisionForm")).DecisionForm }));

interface Props {
  ids: number[];
  /** Those that may be taken, the likeliest first. */
  decisions: Decided[];
  size?: "sm" | "md";
  onDone?: () => void;
}

/** Buttons that decide about one recommendation or many; those that cannot be moved are named afterwards. */
export function DecisionButtons({ ids, decisions, size = "md", onDone }: Props) {
  const [asked, setAsked] = useState<Decided | null>(null);
  const decide = useDecide();
  const take = (state: Decided, words: DecisionWords) =>
    decide.mutate(
      { ids, state, ...words },
      {
        onSuccess: ({ changed, refused }) => {
          setAsked(null);
          const { past } = DECISIONS[state];
          const done = `${formatCount(changed.length, "recommendation")} ${past}.`;
          const first = refused[0];
          if (first) {
            const left = `${formatCount(refused.length, "other was", "others were")} left as they are`;
            toasts.show(`${done} ${left}: ${first.reason}`, "danger");
          } else toasts.show(done);
          onDone?.();
        },
        // A form shows its refusal itself.
        onError: (error) => {
          if (!needsForm(state)) toasts.show(asApiError(error).message, "danger");
        },
      },
    );
  return (
    <>
      {decisions.map((decision, at) => (
        <Button
          key={decision}
          size={size}
          look={at === 0 && size === "md" ? "primary" : "secondary"}
          busy={decide.isPending && decide.variables.state === decision}
          disabled={decide.isPending}
          onClick={() =>
            needsForm(decision) ? setAsked(decision) : take(decision, { reason: null, snoozed_until: null })
          }
        >
          {DECISIONS[decision].action}
        </Button>
      ))}
      <Dialog
        open={asked !== null}
        onOpenChange={(open) => {
          if (open) return;
          setAsked(null);
          decide.reset();
        }}
        title={
          asked === null
            ? ""
            : ids.length > 1
              ? `${DECISIONS[asked].title}: ${formatCount(ids.length, "recommendation")}`
              : DECISIONS[asked].title
        }
      >
        {asked && (
          <DialogPart className="h-64">
            <DecisionForm
              decision={asked}
              error={decide.error}
              busy={decide.isPending}
              onDecide={(words) => take(asked, words)}
              onCancel={() => setAsked(null)}
            />
          </DialogPart>
        )}
      </Dialog>
    </>
  );
}
