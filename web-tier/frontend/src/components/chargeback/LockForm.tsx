import { useState, type FormEvent } from "react";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { controlStyle } from "@/components/forms/controls";
import { Notice } from "@/components/ui/Notice";
import { cn } from "@/lib/cn";
import { formatMonth } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { useLockMonth, type Source } from "@/services/chargeback";

const LEAST = 3;
const MOST = 500;

interface Props {
  month: string;
  source: Source;
  /** The version that it is locked in; null where it is not. */
  locked: number | null;
  onDone: () => void;
}

/** Keeps a month as it is; one that is kept already becomes another version, for a reason. */
export function LockForm({ month, source, locked, onDone }: Props) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const lock = useLockMonth();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = reason.trim();
    if ((locked !== null || text) && text.length < LEAST) {
      setError(`Say why, in at least ${LEAST} characters`);
      return;
    }
    setError(undefined);
    lock.mutate(
      { month, source, reason: text || null },
      {
        onSuccess: ({ version }) => {
          toasts.show(`${formatMonth(month)} is locked as version ${version}.`);
          onDone();
        },
      },
    );
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4 p-4">
      <Notice tone="neutral">
        The {source} costs of all accounts and WorkSpaces of {formatMonth(month)} are kept as they are now and
        never change again. {locked !== null && `Version ${locked} stays readable.`}
      </Notice>
      <Field label="Reason" optional={locked === null} error={error}>
        {(control) => (
          <textarea
            {...control}
            rows={3}
            maxLength={MOST}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            className={cn(controlStyle, "h-auto py-1.5")}
          />
        )}
      </Field>
      <FormFooter
        error={lock.error}
        busy={lock.isPending}
        action={locked === null ? "Lock the month" : `Lock as version ${locked + 1}`}
        onCancel={onDone}
      />
    </form>
  );
}
