import { useEffect, useRef, useState } from "react";
import { SearchBox } from "@/components/explorer/SearchBox";
import { Field } from "@/components/forms/Field";
import { Select } from "@/components/forms/Select";
import { TextInput } from "@/components/forms/TextInput";
import { useShortcuts } from "@/lib/shortcuts";
import { useDebounced } from "@/lib/useDebounced";
import { auditKinds, type AuditFilters } from "@/services/auditLog";

interface Props {
  filters: AuditFilters;
  onChange: (name: keyof AuditFilters, value: string | null) => void;
}

const EVERYTHING = { value: "", label: "Everything" };

/** What the audit log is narrowed to: text, a kind of action, days. */
export function AuditFilterBar({ filters, onChange }: Props) {
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(filters.q ?? "");
  const settled = useDebounced(typed, 250);
  useShortcuts({
    "/": (event) => {
      event.preventDefault();
      box.current?.focus();
    },
  });
  useEffect(() => {
    onChange("q", settled || null);
  }, [onChange, settled]);
  return (
    <div role="search" aria-label="Filters" className="flex flex-wrap items-end gap-3">
      <div className="flex w-full sm:w-80">
        <SearchBox
          value={typed}
          placeholder="Who, action or target"
          inputRef={box}
          onChange={(value) => setTyped(value)}
        />
      </div>
      <Field label="Kind">
        {(control) => (
          <Select
            {...control}
            className="w-44"
            options={[EVERYTHING, ...auditKinds]}
            value={filters.kind ?? ""}
            onChange={(event) => onChange("kind", event.target.value || null)}
          />
        )}
      </Field>
      {(["from", "to"] as const).map((name) => (
        <Field key={name} label={name === "from" ? "From (UTC)" : "To (UTC)"}>
          {(control) => (
            <TextInput
              {...control}
              type="date"
              className="w-38"
              value={filters[name] ?? ""}
              onChange={(event) => onChange(name, event.target.value || null)}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
