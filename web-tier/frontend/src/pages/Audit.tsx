import { ScrollText } from "lucide-react";
import { CoverageChip } from "@/components/coverage/CoverageChip";
import { EventPeek } from "@/components/events/EventPeek";
import { EventTimeline } from "@/components/events/EventTimeline";
import { Explorer } from "@/components/explorer/Explorer";
import { Empty } from "@/components/ui/Empty";
import { eventSource } from "@/services/events";

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
      renderAbove={(dataset, state) => <EventTimeline dataset={dataset} state={state} />}
      renderPeek={(id, close) => <EventPeek key={id} id={id} onClose={close} />}
    />
  );
}
