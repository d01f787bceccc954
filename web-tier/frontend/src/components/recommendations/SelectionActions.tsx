import { useQuery } from "@tanstack/react-query";
import { FileCode2 } from "lucide-react";
import { lazy, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { DialogPart } from "@/components/ui/DialogPart";
import { Failure } from "@/components/ui/Failure";
import { Skeleton } from "@/components/ui/Skeleton";
import { formatCount, formatMoney, formatNumber } from "@/lib/format";
import { useDebounced } from "@/lib/useDebounced";
import { useCan } from "@/services/auth";
import { MOST_AT_ONCE, selectionTotal, useScript } from "@/services/recommendations";
import { DecisionButtons } from "./DecisionButtons";

const ScriptView = lazy(async () => ({ default: (await import("./ScriptView")).ScriptView }));
const PAUSE_MS = 200;

/** What the selected ones come to, their script, and decisions about all of them. */
export function SelectionActions({ ids, onDone }: { ids: string[]; onDone: () => void }) {
  const numbers = ids.map(Number).sort((a, b) => a - b);
  const asked = useDebounced(numbers.join(","), PAUSE_MS);
  const total = useQuery(selectionTotal(asked.split(",").map(Number)));
  const script = useScript();
  const mayDecide = useCan("recommendations");
  const [shown, setShown] = useState(false);
  if (ids.length > MOST_AT_ONCE) {
    return (
      <span className="pr-2 text-muted">At most {formatNumber(MOST_AT_ONCE)} can be acted on at once.</span>
    );
  }
  const told = total.data;
  const make = () => {
    setShown(true);
    script.mutate(numbers);
  };
  return (
    <>
      <span
        className="min-w-34 pr-2 whitespace-nowrap text-muted tnum"
        title={
          told && told.counted < told.selected
            ? `${formatCount(told.counted, "counts", "count")}: of each WorkSpace one.`
            : undefined
        }
      >
        {told &&
          [
            `${formatMoney(told.saving_monthly)} less a month`,
            ...(told.cost_monthly > 0 ? [`${formatMoney(told.cost_monthly)} more`] : []),
            ...(told.unknown > 0 ? [`${formatNumber(told.unknown)} unknown`] : []),
          ].join(", ")}
        {total.isError && "Total unknown"}
      </span>
      {mayDecide && (
        <>
          <Button size="sm" look="primary" onClick={make}>
            <FileCode2 aria-hidden className="size-3.5" /> Script…
          </Button>
          <DecisionButtons
            ids={numbers}
            decisions={["approved", "snoozed", "dismissed", "done", "open"]}
            size="sm"
            onDone={onDone}
          />
        </>
      )}
      <Dialog
        open={shown}
        onOpenChange={setShown}
        title="Script to review"
        description="AWS CLI commands of the selected recommendations. This product itself changes nothing in AWS."
        className="w-[min(58rem,calc(100vw-1.5rem))]"
      >
        {script.isError ? (
          <Failure what="write the script" error={script.error} onRetry={make} retrying={script.isPending} />
        ) : script.data && !script.isPending ? (
          <DialogPart className="h-96">
            <ScriptView made={script.data} />
          </DialogPart>
        ) : (
          <div className="p-4" role="status" aria-label="Loading">
            <Skeleton className="h-96 rounded-md" />
          </div>
        )}
      </Dialog>
    </>
  );
}
