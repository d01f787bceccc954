import { Ellipsis } from "lucide-react";
import { DropdownMenu as Menu } from "radix-ui";
import { IconButton } from "@/components/ui/IconButton";
import { menuBox, menuItem } from "@/components/ui/menu";

interface Action {
  label: string;
  onSelect: () => void;
  danger?: boolean;
  disabled?: boolean;
}

/** The actions of one row, behind three dots. */
export function RowActions({ label, actions }: { label: string; actions: Action[] }) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <IconButton label={label} size="icon-sm">
          <Ellipsis aria-hidden className="size-4" />
        </IconButton>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content align="end" sideOffset={4} collisionPadding={8} className={menuBox}>
          {actions.map((action) => (
            <Menu.Item
              key={action.label}
              disabled={action.disabled ?? false}
              onSelect={action.onSelect}
              className={action.danger ? `${menuItem} text-danger` : menuItem}
            >
              {action.label}
            </Menu.Item>
          ))}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
