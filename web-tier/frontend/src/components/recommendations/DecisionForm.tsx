import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { controlStyle } from "@/components/forms/controls";
import { TextInput } from "@/components/forms/TextInput";
import { Notice } from "@/components/ui/Notice";
import { addDays, dayOf, isDay } from "@/lib/calendar";
import { cn } from "@/lib/cn";
import { useNow } from "@/lib/clock";
import { DECISIONS, type Decided } from "./decisions";

const MOST = 500;
const LATER = 30;

function formOf(decision: Decided, today: string) {
  return z.object({
    reason: z
      .string()
      .trim()
      .max(MOST, `At most ${MOST} characters`)
      .refine((text) => decision !== "dismissed" || text !== "", "Say why, for whoever asks later"),
    snoozed_until: z
      .string()
      .refine((day) => decision !== "snoozed" || (isDay(day) && day > today), "Choose a day after today"),
  });
}

export interface DecisionWords {
  reason: string | null;
  snoozed_until: string | null;
}

interface Props {
  decision: Decided;
  error: Error | null;
  busy: boolean;
  onDecide: (words: DecisionWords) => void;
  onCancel: () => void;
}

/** Why, and until when. */
export function DecisionForm({ decision, error, busy, onDecide, onCancel }: Props) {
  const today = dayOf(useNow());
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(formOf(decision, today)),
    defaultValues: { reason: "", snoozed_until: addDays(today, LATER) },
  });
  const words = DECISIONS[decision];
  const submit = handleSubmit(({ reason, snoozed_until }) =>
    onDecide({ reason: reason || null, snoozed_until: decision === "snoozed" ? snoozed_until : null }),
  );
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4 p-4">
      <Notice tone="neutral">{words.hint}</Notice>
      {decision === "snoozed" && (
        <Field label="Until" error={formState.errors.snoozed_until?.message}>
          {(control) => (
            <TextInput
              {...control}
              {...register("snoozed_until")}
              type="date"
              min={addDays(today, 1)}
              className="w-44"
            />
          )}
        </Field>
      )}
      <Field
        label="Reason"
        optional={decision !== "dismissed"}
        error={formState.errors.reason?.message}
        hint="It stands in the history with your name."
      >
        {(control) => (
          <textarea
            {...control}
            {...register("reason")}
            rows={3}
            maxLength={MOST}
            className={cn(controlStyle, "h-auto py-1.5")}
          />
        )}
      </Field>
      <FormFooter error={error} busy={busy} action={words.title} onCancel={onCancel} />
    </form>
  );
}
