import { useQuery } from "@tanstack/react-query";
import type { LucideIcon } from "lucide-react";
import { Button } from "@/components/ui/Button";
import { Empty } from "@/components/ui/Empty";
import { useSyncStart } from "@/components/sync/useSyncStart";
import { useCan } from "@/services/auth";
import { isActive, latestSync } from "@/services/syncs";

/** Before the first WorkSpace was read: why, and what fills it. */
export function NoFleetYet({ icon }: { icon: LucideIcon }) {
  const maySync = useCan("sync");
  const latest = useQuery({ ...latestSync, enabled: maySync });
  const sync = useSyncStart();
  if (isActive(latest.data?.status)) {
    return (
      <Empty icon={icon} title="The first WorkSpaces are on their way">
        A sync is reading them from AWS. They appear here as they are found.
      </Empty>
    );
  }
  return (
    <Empty
      icon={icon}
      title="No WorkSpaces yet"
      action={
        maySync && (
          <Button look="primary" busy={sync.starting} onClick={() => sync.start()}>
            Sync now
          </Button>
        )
      }
    >
      {maySync
        ? "Nothing was read from AWS yet, or the accounts hold no WorkSpaces."
        : "Nothing was read from AWS yet, or your accounts hold no WorkSpaces. An operator can start a sync."}
    </Empty>
  );
}
