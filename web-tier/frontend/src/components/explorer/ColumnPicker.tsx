import { Columns3 } from "lucide-react";
import { lazy, useState } from "react";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { IconButton } from "@/components/ui/IconButton";
import { formatCount } from "@/lib/format";
import type { ColumnsProps } from "./ColumnEditor";
import { shownColumns } from "./columns";

const ColumnEditor = lazy(async () => ({ default: (await import("./ColumnEditor")).ColumnEditor }));

/** Which columns stand in the table, and in which order; the editor is loaded when it opens. */
export function ColumnPicker(props: ColumnsProps) {
  const [open, setOpen] = useState(false);
  const shown = shownColumns(props.dataset, props.columns);
  return (
    <>
      <IconButton label="Columns" look="secondary" onClick={() => setOpen(true)}>
        <Columns3 aria-hidden className="size-4" />
      </IconButton>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Columns"
        description={`${formatCount(shown.length, "column")} in the table`}
        className="w-[min(42rem,calc(100vw-1.5rem))]"
      >
        <DialogPart className="h-140">
          <ColumnEditor {...props} />
        </DialogPart>
      </Dialog>
    </>
  );
}
