import { Dialog } from "@/components/ui/Dialog";
import { Keys } from "@/components/ui/Keys";
import { sections } from "./navigation";
import { modKey, useSingleKeys } from "@/lib/shortcuts";

const groups: { title: string; keys: [string, string][] }[] = [
  {
    title: "Go to",
    keys: sections.flatMap(({ items }) =>
      items.flatMap(({ keys, label }): [string, string][] => (keys ? [[keys, label]] : [])),
    ),
  },
  {
    title: "Anywhere",
    keys: [
      [`${modKey} K`, "Search, jump to a page or a WorkSpace, run an action"],
      ["?", "This list"],
      ["[", "Collapse or expand the navigation"],
    ],
  },
  {
    title: "In a table",
    keys: [
      ["/", "Search"],
      ["f", "Add a filter"],
      ["j", "Next row"],
      ["k", "Previous row"],
      ["x", "Select the row"],
      ["Space", "Show or hide the preview of the row"],
      ["Enter", "Open the row"],
      ["Shift click", "On a column header: sort by one more column"],
    ],
  },
];

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ShortcutsDialog({ open, onOpenChange }: Props) {
  const on = useSingleKeys();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Keyboard shortcuts"
      reading
      description={on ? undefined : "Single-key shortcuts are turned off in your profile."}
    >
      <div className="grid gap-5 p-4 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group.title}>
            <h3 className="mb-1 text-xs font-medium text-faint">{group.title}</h3>
            <dl>
              {group.keys.map(([keys, meaning]) => (
                <div key={keys} className="flex items-start gap-3 border-b border-line py-1.5 last:border-0">
                  <dt className="w-22 shrink-0">
                    <Keys keys={keys} />
                  </dt>
                  <dd className="text-sm">{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
