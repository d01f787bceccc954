import { Check, CircleUser, Keyboard, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { DropdownMenu as Menu } from "radix-ui";
import { useNavigate } from "react-router-dom";
import { Button } from "@/components/ui/Button";
import { menuBox, menuItem } from "@/components/ui/menu";
import type { ThemeChoice } from "@/lib/theme";
import { useMe, useSignOut } from "@/services/auth";
import { roleText } from "@/services/roles";
import { useTheme } from "@/services/theme";

const themes: { value: ThemeChoice; label: string; icon: typeof Sun }[] = [
  { value: "system", label: "System theme", icon: Monitor },
  { value: "light", label: "Light theme", icon: Sun },
  { value: "dark", label: "Dark theme", icon: Moon },
];

/** Who is signed in, and what concerns only them. */
export function UserMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const user = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const [choice, choose] = useTheme();
  const name = user.full_name ?? user.username;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <Button look="quiet" aria-label={`Account of ${name}`} className="max-w-44 px-1.5">
          <CircleUser aria-hidden className="size-4" />
          <span className="hidden truncate lg:inline">{name}</span>
        </Button>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content align="end" sideOffset={6} collisionPadding={8} className={`${menuBox} w-60`}>
          <div className="border-b border-line px-2 pt-1 pb-2">
            <p className="truncate font-medium">{name}</p>
            <p className="truncate text-xs text-muted">
              {user.email} · {roleText(user.role)}
            </p>
          </div>
          <Menu.Item className={`${menuItem} mt-1`} onSelect={() => navigate("/profile")}>
            <CircleUser aria-hidden /> Profile
          </Menu.Item>
          <Menu.Item className={menuItem} onSelect={onShortcuts}>
            <Keyboard aria-hidden /> Keyboard shortcuts
          </Menu.Item>
          <Menu.Separator className="my-1 h-px bg-line" />
          <Menu.RadioGroup value={choice} onValueChange={(value) => choose(value as ThemeChoice)}>
            {themes.map(({ value, label, icon: Icon }) => (
              <Menu.RadioItem key={value} value={value} className={menuItem}>
                <Icon aria-hidden /> <span className="flex-1">{label}</span>
                <Menu.ItemIndicator>
                  <Check aria-hidden />
                </Menu.ItemIndicator>
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Separator className="my-1 h-px bg-line" />
          <Menu.Item className={menuItem} onSelect={() => void signOut()}>
            <LogOut aria-hidden /> Sign out
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
