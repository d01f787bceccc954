import { useState, type FormEvent } from "react";
import { useNavigate } from "react-router-dom";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { Select } from "@/components/forms/Select";
import { TextInput } from "@/components/forms/TextInput";
import type { Plan } from "@/api/types";
import { useAskReport } from "@/services/reports";

const FORMATS = [
  { value: "xlsx", label: "Excel (.xlsx)" },
  { value: "csv", label: "CSV" },
];

/** Name and format of the file that a plan is written to. */
export function ExportForm({ plan, onCancel }: { plan: Plan; onCancel: () => void }) {
  const [format, setFormat] = useState("xlsx");
  const [name, setName] = useState("");
  const navigate = useNavigate();
  const ask = useAskReport();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate(
      {
        report_type: "query",
        format: format === "csv" ? "csv" : "xlsx",
        plan,
        ...(name.trim() ? { name: name.trim() } : {}),
      },
      { onSuccess: () => navigate("/reports") },
    );
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 p-4">
      <Field label="Name" optional>
        {(control) => (
          <TextInput
            {...control}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoComplete="off"
          />
        )}
      </Field>
      <Field label="Format">
        {(control) => (
          <Select
            {...control}
            value={format}
            onChange={(event) => setFormat(event.target.value)}
            options={FORMATS}
          />
        )}
      </Field>
      <FormFooter error={ask.error} busy={ask.isPending} action="Export" onCancel={onCancel} />
    </form>
  );
}
