import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import {
  CircleUser,
  Keyboard,
  LogOut,
  MessagesSquare,
  Monitor,
  Moon,
  RefreshCw,
  Search,
  Sun,
  type LucideIcon,
} from "lucide-react";
import { Dialog } from "radix-ui";
import { useState, type ReactNode } from "react";
import { useNavigate } from "react-router-dom";
import { formatStatus } from "@/components/ui/statuses";
import { useSyncStart } from "@/components/sync/useSyncStart";
import { useDebounced } from "@/lib/useDebounced";
import { can, useMe, useSignOut } from "@/services/auth";
import { useTheme } from "@/services/theme";
import { workspaceMatches, workspaceSource } from "@/services/workspaces";
import { askPath } from "@/lib/askPath";
import { sections } from "./navigation";

interface Props {
  onClose: () => void;
  onShortcuts: () => void;
}

interface Entry {
  id: string;
  label: string;
  icon: LucideIcon;
  keywords?: string[];
  hint?: ReactNode;
  act: () => void;
}

const groupStyle =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint";

function EntryRow({ entry, onPick }: { entry: Entry; onPick: (entry: Entry) => void }) {
  const Icon = entry.icon;
  return (
    <Command.Item
      value={entry.id}
      keywords={[entry.label, ...(entry.keywords ?? [])]}
      onSelect={() => onPick(entry)}
      className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 py-1 text-sm select-none data-[selected=true]:bg-accent-soft"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 flex-1 truncate">{entry.label}</span>
      {entry.hint && <span className="max-w-1/2 truncate text-xs text-muted">{entry.hint}</span>}
    </Command.Item>
  );
}

function useEntries(onShortcuts: () => void) {
  const user = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const [, setTheme] = useTheme();
  const sync = useSyncStart();
  const pages: Entry[] = sections.flatMap((section) =>
    section.items
      .filter((item) => can(user, item.permission))
      .map((item) => ({
        id: `page ${item.to}`,
        label: item.label,
        icon: item.icon,
        act: () => navigate(item.to),
      })),
  );
  pages.push({ id: "page /profile", label: "Profile", icon: CircleUser, act: () => navigate("/profile") });
  const actions: Entry[] = [
    ...(can(user, "sync")
      ? [
          { id: "sync", label: "Sync the inventory", icon: RefreshCw, act: () => sync.start() },
          { id: "sync all", label: "Sync everything", icon: RefreshCw, act: () => sync.start({}) },
        ]
      : []),
    { id: "light", label: "Light theme", icon: Sun, act: () => setTheme("light") },
    { id: "dark", label: "Dark theme", icon: Moon, act: () => setTheme("dark") },
    { id: "system", label: "System theme", icon: Monitor, act: () => setTheme("system") },
    { id: "keys", label: "Keyboard shortcuts", icon: Keyboard, keywords: ["help"], act: onShortcuts },
    { id: "out", label: "Sign out", icon: LogOut, keywords: ["log out"], act: () => void signOut() },
  ];
  return { pages, actions };
}

/** Ctrl/Cmd-K: pages, actions, and WorkSpaces by user, computer, id or address. */
export function Palette({ onClose, onShortcuts }: Props) {
  const [text, setText] = useState("");
  const navigate = useNavigate();
  const { pages, actions } = useEntries(onShortcuts);
  const typed = text.trim();
  const wanted = useDebounced(typed, 120);
  const matches = useQuery(workspaceMatches(wanted));
  const pick = (entry: Entry) => {
    onClose();
    entry.act();
  };
  const found: Entry[] =
    typed.length < 2
      ? []
      : (matches.data?.items ?? []).map((row) => ({
          id: `workspace ${String(row.workspace_id)}`,
          label: String(row.user_display_name ?? row.user_name ?? row.workspace_id),
          icon: formatStatus("workspace", row.state as string | null).icon,
          keywords: [typed],
          hint: [row.user_name, row.computer_name, row.workspace_id].filter(Boolean).join(" · "),
          act: () => navigate(workspaceSource.rowPath(row)),
        }));
  const search: Entry = {
    id: "search",
    label: `Search WorkSpaces for “${typed}”`,
    icon: Search,
    keywords: [typed],
    act: () => navigate(`/workspaces?${new URLSearchParams({ q: typed }).toString()}`),
  };
  const ask: Entry = {
    id: "ask",
    label: `Ask “${typed}”`,
    icon: MessagesSquare,
    keywords: [typed],
    act: () => navigate(askPath([typed])),
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 bg-overlay" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[10dvh] left-1/2 z-50 w-[min(38rem,calc(100vw-1.5rem))] -translate-x-1/2 animate-appear overflow-hidden rounded-lg border border-line-strong bg-raised shadow-float"
        >
          <Dialog.Title className="sr-only">Search or jump to</Dialog.Title>
          <Command label="Search or jump to" loop>
            <div className="flex items-center gap-2.5 border-b border-line px-3">
              <Search aria-hidden className="size-4 shrink-0 text-muted" />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder="Page, action, user, computer, WorkSpace id or IP address"
                className="h-11 w-full bg-transparent text-base focus:outline-none"
              />
            </div>
            <Command.List className="max-h-[min(26rem,60dvh)] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-sm text-muted">
                Nothing found
              </Command.Empty>
              {found.length > 0 && (
                <Command.Group heading="WorkSpaces" className={groupStyle}>
                  {found.map((entry) => (
                    <EntryRow key={entry.id} entry={entry} onPick={pick} />
                  ))}
                </Command.Group>
              )}
              <Command.Group heading="Pages" className={groupStyle}>
                {pages.map((entry) => (
                  <EntryRow key={entry.id} entry={entry} onPick={pick} />
                ))}
              </Command.Group>
              <Command.Group heading="Actions" className={groupStyle}>
                {typed && <EntryRow entry={search} onPick={pick} />}
                {typed && <EntryRow entry={ask} onPick={pick} />}
                {actions.map((entry) => (
                  <EntryRow key={entry.id} entry={entry} onPick={pick} />
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
