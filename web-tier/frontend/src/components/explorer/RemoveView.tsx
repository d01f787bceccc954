import type { SavedView } from "@/api/types";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { useRemoveView } from "@/services/views";

interface Props {
  view: SavedView;
  onDone: (gone: boolean) => void;
}

/** Asks before a view is removed. */
export function RemoveView({ view, onDone }: Props) {
  const remove = useRemoveView();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onDone(false)}
      title={`Remove the view ${view.name}?`}
      action="Remove"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(view.id, { onSuccess: () => onDone(true) })}
    >
      {view.is_shared
        ? "It is shared: nobody can choose it any more. The data stays."
        : "Only the view goes. The data stays."}
    </ConfirmDialog>
  );
}
