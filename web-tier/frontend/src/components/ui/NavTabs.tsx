import { NavLink } from "react-router-dom";
import { cn } from "@/lib/cn";

interface Tab {
  to: string;
  label: string;
  end?: boolean;
}

/** Tabs that are addresses: each can be opened, bookmarked and gone back to. */
export function NavTabs({ label, tabs, state }: { label: string; tabs: Tab[]; state?: unknown }) {
  return (
    <nav aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
      {tabs.map((tab) => (
        <NavLink
          key={tab.to}
          to={tab.to}
          end={tab.end ?? false}
          state={state}
          className={({ isActive }) =>
            cn(
              "-mb-px border-b-2 px-2.5 py-2 text-sm font-medium whitespace-nowrap focus-visible:-outline-offset-2",
              isActive ? "border-accent text-ink" : "border-transparent text-muted hover:text-ink",
            )
          }
        >
          {tab.label}
        </NavLink>
      ))}
    </nav>
  );
}
