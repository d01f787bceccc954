import { useState, type ComponentProps } from "react";
import { asApiError } from "@/api/problem";
import { Field } from "@/components/forms/Field";
import { TextInput } from "@/components/forms/TextInput";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";

interface Props {
  label: string;
  action: string;
  busy: boolean;
  error: unknown;
  input: ComponentProps<typeof TextInput>;
  onSubmit: (value: string) => void;
  onCancel: () => void;
}

/** A form of a single field. */
export function OneField({ label, action, busy, error, input, onSubmit, onCancel }: Props) {
  const [value, setValue] = useState("");
  return (
    <form
      noValidate
      aria-label={action}
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim()) onSubmit(value.trim());
      }}
    >
      <Field label={label}>
        {(control) => (
          <TextInput
            {...control}
            {...input}
            value={value}
            onChange={(event) => setValue(event.target.value)}
          />
        )}
      </Field>
      {error !== null && <Notice tone="danger">{asApiError(error).message}</Notice>}
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={busy} disabled={busy || !value.trim()}>
          {action}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
