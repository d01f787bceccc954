import { NavLink } from "react-router-dom";
import { Tip } from "@/components/ui/Tip";
import { cn } from "@/lib/cn";
import { can, useMe } from "@/services/auth";
import { sections, type Destination } from "./navigation";

function NavItem({
  item,
  narrow,
  onGo,
}: {
  item: Destination;
  narrow: boolean;
  onGo?: (() => void) | undefined;
}) {
  const Icon = item.icon;
  const link = (
    <NavLink
      to={item.to}
      end={item.to === "/"}
      onClick={onGo}
      className={({ isActive }) =>
        cn(
          "flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm font-medium focus-visible:-outline-offset-2",
          narrow && "justify-center px-0",
          isActive ? "bg-accent-soft text-accent-ink" : "text-muted hover:bg-hover hover:text-ink",
        )
      }
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className={narrow ? "sr-only" : "truncate"}>{item.label}</span>
    </NavLink>
  );
  if (!narrow) return link;
  return (
    <Tip label={item.label} keys={item.keys} side="right">
      {link}
    </Tip>
  );
}

/** The pages that the signed-in person may open, in sections. */
export function NavList({ narrow = false, onGo }: { narrow?: boolean; onGo?: () => void }) {
  const user = useMe();
  return (
    <div className={cn("flex flex-col gap-4", narrow ? "p-2" : "px-3 py-2")}>
      {sections.map((section) => {
        const items = section.items.filter((item) => can(user, item.permission));
        if (!items.length) return null;
        return (
          <div key={section.label ?? "main"} className="flex flex-col gap-0.5">
            {section.label &&
              (narrow ? (
                <span aria-hidden className="mx-2 mb-2 border-t border-line" />
              ) : (
                <p className="px-2.5 pb-1 text-xs font-medium text-faint">{section.label}</p>
              ))}
            {items.map((item) => (
              <NavItem key={item.to} item={item} narrow={narrow} onGo={onGo} />
            ))}
          </div>
        );
      })}
    </div>
  );
}
