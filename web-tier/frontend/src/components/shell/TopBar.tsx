import { lazy, Suspense } from "react";
import { CircleUser, Menu, Search } from "lucide-react";
import { Button } from "@/components/ui/Button";
import { IconButton } from "@/components/ui/IconButton";
import { Keys } from "@/components/ui/Keys";
import { SyncButton } from "@/components/sync/SyncButton";
import { modKey } from "@/lib/shortcuts";
import { useCan, useMe } from "@/services/auth";
import { ConnectionNote } from "./ConnectionNote";

const UserMenu = lazy(async () => ({ default: (await import("./UserMenu")).UserMenu }));

interface Props {
  onMenu: () => void;
  onPalette: () => void;
  onShortcuts: () => void;
}

export function TopBar({ onMenu, onPalette, onShortcuts }: Props) {
  const user = useMe();
  const maySync = useCan("sync");
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-surface px-2 sm:px-4">
      <IconButton label="Open the navigation" className="md:hidden" onClick={onMenu}>
        <Menu aria-hidden className="size-4.5" />
      </IconButton>
      <Button
        onClick={onPalette}
        aria-label="Search or jump to"
        aria-keyshortcuts="Control+K Meta+K"
        className="h-8 min-w-8 justify-start gap-2 border-line bg-canvas px-2 font-normal text-faint sm:w-72"
      >
        <Search aria-hidden className="size-4" />
        <span className="hidden flex-1 text-left sm:inline">Search or jump to</span>
        <span className="hidden sm:inline">
          <Keys keys={`${modKey} K`} />
        </span>
      </Button>
      <div className="ml-auto flex items-center gap-1.5">
        <ConnectionNote />
        {maySync && <SyncButton />}
        <Suspense
          fallback={
            <Button look="quiet" disabled aria-label="Account" className="max-w-44 px-1.5">
              <CircleUser aria-hidden className="size-4" />
              <span className="hidden truncate lg:inline">{user.full_name ?? user.username}</span>
            </Button>
          }
        >
          <UserMenu onShortcuts={onShortcuts} />
        </Suspense>
      </div>
    </header>
  );
}
