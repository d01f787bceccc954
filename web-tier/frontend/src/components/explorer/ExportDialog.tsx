import { Download } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useNavigate } from "react-router-dom";
import type { Dataset, Field as CatalogField } from "@/api/types";
import { Field } from "@/components/forms/Field";
import { FormFooter } from "@/components/forms/FormFooter";
import { Select } from "@/components/forms/Select";
import { TextInput } from "@/components/forms/TextInput";
import { Dialog } from "@/components/ui/Dialog";
import { IconButton } from "@/components/ui/IconButton";
import { formatCount } from "@/lib/format";
import type { ListState } from "@/lib/listState";
import { toPlan } from "@/services/plans";
import { useAskReport } from "@/services/reports";

const FORMATS = [
  { value: "xlsx", label: "Excel (.xlsx)" },
  { value: "csv", label: "CSV" },
];

interface Props {
  dataset: Dataset;
  fields: CatalogField[];
  state: ListState;
}

/** Exactly this view as a file: its columns in their order, its filters, its order, and every row. */
export function ExportDialog({ dataset, fields, state }: Props) {
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState("xlsx");
  const [name, setName] = useState("");
  const navigate = useNavigate();
  const ask = useAskReport();
  const names = fields.map((field) => field.name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate(
      {
        report_type: "query",
        format: format === "csv" ? "csv" : "xlsx",
        plan: toPlan(dataset, state, names),
        ...(name.trim() ? { name: name.trim() } : {}),
      },
      { onSuccess: () => navigate("/reports") },
    );
  };
  const narrowed = state.filters.length + (state.q.trim() ? 1 : 0);
  return (
    <>
      <IconButton label="Export this view" look="secondary" onClick={() => setOpen(true)}>
        <Download aria-hidden className="size-4" />
      </IconButton>
      <Dialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          if (!next) ask.reset();
        }}
        title="Export this view"
        description={`Every row of ${dataset.label}${narrowed ? ` that answers to the ${formatCount(narrowed, "condition")}` : ""}, with the ${formatCount(names.length, "column")} of the table in their order.`}
      >
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
          <FormFooter
            error={ask.error}
            busy={ask.isPending}
            action="Export"
            onCancel={() => setOpen(false)}
          />
        </form>
      </Dialog>
    </>
  );
}
