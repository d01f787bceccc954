import { asApiError } from "@/api/problem";
import { toasts } from "@/lib/toasts";
import { INVENTORY } from "@/services/collectors";
import { useStartSync, type SyncScope } from "@/services/syncs";

/** Starts a sync, of the inventory unless told otherwise, and says what came of it. */
export function useSyncStart() {
  const mutation = useStartSync();
  const start = (scope: SyncScope = { collectors: INVENTORY }) =>
    mutation.mutate(scope, {
      onSuccess: ({ id, joined }) =>
        toasts.show(joined ? `Sync ${id} is already running; showing its progress.` : `Sync ${id} started.`),
      onError: (error) => {
        const problem = asApiError(error);
        toasts.show(`The sync did not start. ${problem.title}. ${problem.detail ?? ""}`.trim(), "danger");
      },
    });
  return { start, starting: mutation.isPending };
}
