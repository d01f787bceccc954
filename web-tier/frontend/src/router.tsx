import { Navigate, type RouteObject } from "react-router-dom";
import { RouteFailure } from "@/components/shell/RouteFailure";
import { Shell } from "@/components/shell/Shell";
import { Allowed } from "@/components/shell/Allowed";
import { SignedIn } from "@/components/shell/SignedIn";

/** Stays on the documented behaviour of version 6 where 7 differs, and says so (no start-up warnings). */
export const routerFuture = {
  v7_relativeSplatPath: true,
  v7_fetcherPersist: true,
  v7_normalizeFormMethod: true,
  v7_partialHydration: false,
  v7_skipActionErrorRevalidation: true,
} as const;

const pages: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import("@/pages/Overview")).Overview }) },
  { path: "workspaces", lazy: async () => ({ Component: (await import("@/pages/Workspaces")).Workspaces }) },
  {
    path: "workspaces/compare",
    lazy: async () => ({ Component: (await import("@/pages/FleetCompared")).FleetCompared }),
  },
  {
    path: "workspaces/:workspaceId",
    lazy: async () => ({ Component: (await import("@/pages/Workspace")).Workspace }),
    children: [
      {
        index: true,
        lazy: async () => ({ Component: (await import("@/pages/WorkspaceOverview")).WorkspaceOverview }),
      },
      {
        path: "usage",
        lazy: async () => ({ Component: (await import("@/pages/WorkspaceUsage")).WorkspaceUsage }),
      },
      {
        path: "costs",
        lazy: async () => ({ Component: (await import("@/pages/WorkspaceCosts")).WorkspaceCosts }),
      },
      {
        path: "experience",
        lazy: async () => ({ Component: (await import("@/pages/WorkspaceExperience")).WorkspaceExperience }),
      },
      {
        path: "events",
        lazy: async () => ({ Component: (await import("@/pages/WorkspaceEvents")).WorkspaceEvents }),
      },
      {
        path: "history",
        lazy: async () => ({ Component: (await import("@/pages/WorkspaceHistory")).WorkspaceHistory }),
      },
      {
        path: "json",
        lazy: async () => ({ Component: (await import("@/pages/WorkspaceJson")).WorkspaceJson }),
      },
    ],
  },
  { path: "usage", lazy: async () => ({ Component: (await import("@/pages/Usage")).Usage }) },
  { path: "usage/lines", lazy: async () => ({ Component: (await import("@/pages/UsageRows")).UsageRows }) },
  { path: "usage/days", lazy: async () => ({ Component: (await import("@/pages/UsageDays")).UsageDays }) },
  { path: "usage/hours", lazy: async () => ({ Component: (await import("@/pages/UsageHours")).UsageHours }) },
  {
    path: "changes/lines",
    lazy: async () => ({ Component: (await import("@/pages/ChangeRows")).ChangeRows }),
  },
  { path: "costs", lazy: async () => ({ Component: (await import("@/pages/Costs")).Costs }) },
  {
    path: "costs/chargeback",
    lazy: async () => ({ Component: (await import("@/pages/Chargeback")).Chargeback }),
  },
  { path: "costs/lines", lazy: async () => ({ Component: (await import("@/pages/CostRows")).CostRows }) },
  {
    path: "recommendations",
    lazy: async () => ({ Component: (await import("@/pages/Recommendations")).Recommendations }),
  },
  {
    path: "recommendations/:recommendationId",
    lazy: async () => ({ Component: (await import("@/pages/Recommendation")).Recommendation }),
  },
  { path: "ask", lazy: async () => ({ Component: (await import("@/pages/Ask")).Ask }) },
  { path: "reports", lazy: async () => ({ Component: (await import("@/pages/Reports")).Reports }) },
  {
    path: "reports/schedules",
    lazy: async () => ({ Component: (await import("@/pages/ReportSchedules")).ReportSchedules }),
  },
  {
    path: "reports/emails",
    lazy: async () => ({ Component: (await import("@/pages/ReportEmails")).ReportEmails }),
  },
  { path: "audit", lazy: async () => ({ Component: (await import("@/pages/Audit")).Audit }) },
  {
    path: "audit/:eventId",
    lazy: async () => ({ Component: (await import("@/pages/AuditEvent")).AuditEvent }),
  },
  { path: "coverage", lazy: async () => ({ Component: (await import("@/pages/Coverage")).Coverage }) },
  { path: "profile", lazy: async () => ({ Component: (await import("@/pages/Profile")).Profile }) },
  {
    element: <Allowed permission="sync" />,
    children: [
      { path: "syncs", lazy: async () => ({ Component: (await import("@/pages/SyncRuns")).SyncRuns }) },
      { path: "syncs/:syncId", lazy: async () => ({ Component: (await import("@/pages/SyncRun")).SyncRun }) },
    ],
  },
  {
    path: "admin",
    element: <Allowed permission="admin" />,
    children: [
      { index: true, element: <Navigate to="users" replace /> },
      { path: "users", lazy: async () => ({ Component: (await import("@/pages/Users")).Users }) },
      { path: "accounts", lazy: async () => ({ Component: (await import("@/pages/Accounts")).Accounts }) },
      { path: "schedules", lazy: async () => ({ Component: (await import("@/pages/Schedules")).Schedules }) },
      { path: "settings", lazy: async () => ({ Component: (await import("@/pages/Settings")).Settings }) },
      { path: "system", lazy: async () => ({ Component: (await import("@/pages/System")).System }) },
      { path: "audit", lazy: async () => ({ Component: (await import("@/pages/AuditLog")).AuditLog }) },
    ],
  },
  { path: "*", lazy: async () => ({ Component: (await import("@/pages/NotFound")).NotFound }) },
];

export const routes: RouteObject[] = [
  {
    path: "/sign-in",
    errorElement: <RouteFailure />,
    lazy: async () => ({ Component: (await import("@/pages/SignIn")).SignIn }),
  },
  {
    element: <SignedIn />,
    errorElement: <RouteFailure />,
    children: [
      {
        path: "/",
        element: <Shell />,
        children: [{ errorElement: <RouteFailure />, children: pages }],
      },
    ],
  },
];
