import { Download } from "lucide-react";
import { lazy, useState } from "react";
import type { Dataset, Field } from "@/api/types";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { IconButton } from "@/components/ui/IconButton";
import { formatCount } from "@/lib/format";
import type { ListState } from "@/lib/listState";
import { toPlan } from "@/services/plans";

const ExportForm = lazy(async () => ({ default: (await import("./ExportForm")).ExportForm }));

interface Props {
  dataset: Dataset;
  fields: Field[];
  state: ListState;
}

/** Exactly this view as a file: its columns in their order, its filters, its order, and every row. */
export function ExportDialog({ dataset, fields, state }: Props) {
  const [open, setOpen] = useState(false);
  const names = fields.map((field) => field.name);
  const narrowed = state.filters.length + (state.q.trim() ? 1 : 0);
  const which = narrowed ? ` that answers to the ${formatCount(narrowed, "condition")}` : "";
  return (
    <>
      <IconButton label="Export this view" look="secondary" onClick={() => setOpen(true)}>
        <Download aria-hidden className="size-4" />
      </IconButton>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Export this view"
        description={`Every row of ${dataset.label}${which}, with the ${formatCount(names.length, "column")} of the table in their order.`}
      >
        <DialogPart className="h-52">
          <ExportForm plan={toPlan(dataset, state, names)} onCancel={() => setOpen(false)} />
        </DialogPart>
      </Dialog>
    </>
  );
}
