import { ScrollText } from "lucide-react";
import { lazy, Suspense } from "react";
import { CoverageChip } from "@/components/coverage/CoverageChip";
import { Explorer } from "@/components/explorer/Explorer";
import { Empty } from "@/components/ui/Empty";
import { eventSource } from "@/services/events";

const EventPeek = lazy(async () => ({ default: (await import("@/components/events/EventPeek")).EventPeek }));
const EventTimeline = lazy(async () => ({
  default: (await import("@/components/events/EventTimeline")).EventTimeline,
}));

export function Audit() {
  return (
    <Explorer
      source={eventSource}
      title="Audit"
      banner={<CoverageChip />}
      empty={
        <Empty icon={ScrollText} title="No events yet">
          A sync of events reads from CloudTrail who did what to WorkSpaces, up to 90 days back.
        </Empty>
      }
      renderAbove={(dataset, state) => (
        <Suspense fallback={<div className="h-8.25 shrink-0 border-b border-line lg:h-53.25" />}>
          <EventTimeline dataset={dataset} state={state} />
        </Suspense>
      )}
      renderPeek={(id, close) => (
        <Suspense>
          <EventPeek key={id} id={id} onClose={close} />
        </Suspense>
      )}
    />
  );
}
