import { Lightbulb } from "lucide-react";
import { lazy, Suspense } from "react";
import { CoverageChip } from "@/components/coverage/CoverageChip";
import { Explorer } from "@/components/explorer/Explorer";
import { Empty } from "@/components/ui/Empty";
import { recommendationSource } from "@/services/recommendations";

const AdvicePeek = lazy(async () => ({
  default: (await import("@/components/recommendations/AdvicePeek")).AdvicePeek,
}));
const AdviceSummary = lazy(async () => ({
  default: (await import("@/components/recommendations/AdviceSummary")).AdviceSummary,
}));
const SelectionActions = lazy(async () => ({
  default: (await import("@/components/recommendations/SelectionActions")).SelectionActions,
}));

export function Recommendations() {
  return (
    <Explorer
      source={recommendationSource}
      title="Recommendations"
      banner={<CoverageChip />}
      empty={
        <Empty icon={Lightbulb} title="Nothing to do">
          The rules run after each sync; they need WorkSpaces, and for savings also prices and hours.
        </Empty>
      }
      renderAbove={(_, state) => (
        <Suspense fallback={<div className="h-48.75 shrink-0 border-b border-line sm:h-33.5" data-loading />}>
          <AdviceSummary state={state} />
        </Suspense>
      )}
      renderPeek={(id, close) => (
        <Suspense>
          <AdvicePeek key={id} id={id} onClose={close} />
        </Suspense>
      )}
      renderSelection={(ids, clear) => (
        <Suspense>
          <SelectionActions ids={ids} onDone={clear} />
        </Suspense>
      )}
    />
  );
}
