import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { Link } from "react-router-dom";
import { IconButton } from "@/components/ui/IconButton";
import { Logo } from "@/components/ui/Logo";
import { cn } from "@/lib/cn";
import { NavList } from "./NavList";

interface Props {
  narrow: boolean;
  onToggle: () => void;
}

/** The navigation at the left edge, wide or as a strip of icons. */
export function SideNav({ narrow, onToggle }: Props) {
  const Icon = narrow ? PanelLeftOpen : PanelLeftClose;
  return (
    <nav
      aria-label="Main"
      className={cn(
        "hidden shrink-0 flex-col border-r border-line bg-surface md:flex",
        narrow ? "w-14" : "w-56",
      )}
    >
      <Link
        to="/"
        aria-label="WorkSpaces Inventory, overview"
        className={cn(
          "flex h-12 items-center gap-2.5 border-b border-line focus-visible:-outline-offset-2",
          narrow ? "justify-center" : "px-4",
        )}
      >
        <Logo className="size-6 shrink-0" />
        {!narrow && (
          <span className="truncate text-sm font-semibold tracking-tight">WorkSpaces Inventory</span>
        )}
      </Link>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <NavList narrow={narrow} />
      </div>
      <div className={cn("border-t border-line p-2", narrow && "text-center")}>
        <IconButton
          label={narrow ? "Expand the navigation" : "Collapse the navigation"}
          keys="["
          onClick={onToggle}
          aria-expanded={!narrow}
        >
          <Icon aria-hidden className="size-4" />
        </IconButton>
      </div>
    </nav>
  );
}
