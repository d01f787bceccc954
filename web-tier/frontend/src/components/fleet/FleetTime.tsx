import { ChevronDown, History } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Popover } from "@/components/ui/Popover";
import { cn } from "@/lib/cn";
import { formatTime } from "@/lib/format";

const FleetTimeForm = lazy(async () => ({ default: (await import("./FleetTimeForm")).FleetTimeForm }));

interface Props {
  /** The moment that is shown; null is the present. */
  asOf: string | null;
  /** What it is compared with; undefined where nothing is compared. */
  since?: string | null;
}

/** Which moment of the fleet is on the screen; another can be chosen, or two compared. */
export function FleetTime({ asOf, since }: Props) {
  const [open, setOpen] = useState(false);
  const there = asOf ? formatTime(asOf) : "Now";
  const words = since === undefined ? there : `${since ? formatTime(since) : "30 days before"} → ${there}`;
  const past = asOf !== null || since !== undefined;
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="Another moment"
      trigger={
        <Button
          size="sm"
          aria-label={`Moment: ${words}`}
          className={cn(
            "max-w-full min-w-0 shrink tnum",
            past && "border-accent bg-accent-soft text-accent-ink",
          )}
        >
          <History aria-hidden className="size-3.5" />
          <span className="min-w-0 truncate">{words}</span>
          <ChevronDown aria-hidden className="size-3.5" />
        </Button>
      }
    >
      <Suspense fallback={<div className="h-72" data-loading />}>
        <FleetTimeForm asOf={asOf} since={since ?? null} onDone={() => setOpen(false)} />
      </Suspense>
    </Popover>
  );
}
