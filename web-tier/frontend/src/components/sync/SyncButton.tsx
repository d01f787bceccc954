import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { Popover } from "@/components/ui/Popover";
import { usePolling } from "@/services/live";
import { isActive, latestSync } from "@/services/syncs";
import { SyncProgress } from "./SyncProgress";
import { useSyncStart } from "./useSyncStart";

/** Starts a sync, and shows the progress of the one that runs. */
export function SyncButton() {
  const [open, setOpen] = useState(false);
  const polling = usePolling(2_000);
  const latest = useQuery({
    ...latestSync,
    refetchInterval: (query) => (isActive(query.state.data?.status) ? polling : polling && 15_000),
  });
  const sync = useSyncStart();
  const run = latest.data;
  const active = isActive(run?.status);
  const onOpenChange = (next: boolean) => {
    if (next && !active) sync.start();
    setOpen(next);
  };
  const trigger = (
    <Button
      busy={sync.starting}
      aria-label={active ? "Sync progress" : "Sync now"}
      className="min-w-8 px-2 tnum"
    >
      {!sync.starting && (
        <RefreshCw aria-hidden className={active ? "size-3.5 animate-turn text-accent-ink" : "size-3.5"} />
      )}
      <span className="hidden xs:inline">
        {active && run ? `Syncing ${run.steps_done}/${run.steps_total}` : "Sync"}
      </span>
    </Button>
  );
  return (
    <Popover
      open={open}
      onOpenChange={onOpenChange}
      trigger={trigger}
      label="Sync progress"
      align="end"
      className="w-88"
    >
      {run ? (
        <SyncProgress run={run} onLeave={() => setOpen(false)} />
      ) : (
        <p className="p-4 text-muted">
          {latest.isError ? "The sync runs could not be loaded." : "Waiting for the first run."}
        </p>
      )}
    </Popover>
  );
}
