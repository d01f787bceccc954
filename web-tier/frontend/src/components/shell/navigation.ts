import {
  Activity,
  BookLock,
  Building2,
  CalendarClock,
  ChartColumn,
  CircleDollarSign,
  FileDown,
  Gauge,
  Lightbulb,
  MessagesSquare,
  Monitor,
  Radar,
  ScrollText,
  ServerCog,
  Settings,
  Users,
  type LucideIcon,
} from "lucide-react";
import type { Me } from "@/api/types";
import { can, type Permission } from "@/services/auth";

export interface Destination {
  to: string;
  label: string;
  icon: LucideIcon;
  permission: Permission;
  /** The keys that go there. */
  keys?: string;
}

interface Section {
  label: string | null;
  items: Destination[];
}

/** Every page that the navigation and the palette offer. */
export const sections: Section[] = [
  {
    label: null,
    items: [
      { to: "/", label: "Overview", icon: Gauge, permission: "read", keys: "g o" },
      { to: "/workspaces", label: "WorkSpaces", icon: Monitor, permission: "read", keys: "g w" },
      { to: "/usage", label: "Usage", icon: ChartColumn, permission: "read", keys: "g u" },
      { to: "/costs", label: "Costs", icon: CircleDollarSign, permission: "read", keys: "g m" },
      { to: "/recommendations", label: "Recommendations", icon: Lightbulb, permission: "read", keys: "g n" },
      { to: "/audit", label: "Audit", icon: ScrollText, permission: "read", keys: "g a" },
      { to: "/ask", label: "Ask", icon: MessagesSquare, permission: "read", keys: "g q" },
      { to: "/reports", label: "Reports", icon: FileDown, permission: "read", keys: "g r" },
    ],
  },
  {
    label: "Data",
    items: [
      { to: "/coverage", label: "Coverage", icon: Radar, permission: "read", keys: "g c" },
      { to: "/syncs", label: "Sync runs", icon: Activity, permission: "sync", keys: "g s" },
    ],
  },
  {
    label: "Administration",
    items: [
      { to: "/admin/users", label: "Users", icon: Users, permission: "admin" },
      { to: "/admin/accounts", label: "AWS accounts", icon: Building2, permission: "admin" },
      { to: "/admin/schedules", label: "Schedules", icon: CalendarClock, permission: "admin" },
      { to: "/admin/settings", label: "Settings", icon: Settings, permission: "admin" },
      { to: "/admin/system", label: "System", icon: ServerCog, permission: "admin" },
      { to: "/admin/audit", label: "Audit log", icon: BookLock, permission: "admin" },
    ],
  },
];

/** The pages that a person may open. */
export function destinations(user: Me): Destination[] {
  return sections.flatMap((section) => section.items).filter((item) => can(user, item.permission));
}
