import { useState, type FormEvent, type ReactNode } from "react";
import type { Field } from "@/api/types";
import { TextInput } from "@/components/forms/TextInput";
import { Button } from "@/components/ui/Button";
import { isNumeric } from "./columns";

interface Props {
  field: Field;
  before: ReactNode;
  initial: string[];
  onValues: (values: string[]) => void;
}

/** A value that is written, not chosen: a number, a day, some text. */
export function ValueInput({ field, before, initial, onValues }: Props) {
  const temporal = field.type === "datetime" || field.type === "date";
  const start = initial[0] ?? "";
  const [text, setText] = useState(temporal ? start.slice(0, 10) : start);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) onValues([text.trim()]);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 p-2.5">
      <label className="flex flex-col gap-1.5">
        <span className="flex">{before}</span>
        <span className="flex items-center gap-2">
          <TextInput
            // The editor opens because the person asked to write a filter.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            type={temporal ? "date" : isNumeric(field) ? "number" : "text"}
            step={field.type === "integer" ? 1 : "any"}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {field.unit && <span className="shrink-0 text-xs text-muted">{field.unit}</span>}
        </span>
      </label>
      <Button type="submit" size="sm" look="primary" className="self-end" disabled={!text.trim()}>
        Apply
      </Button>
    </form>
  );
}
