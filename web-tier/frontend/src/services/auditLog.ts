import { infiniteQueryOptions, useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { humanize } from "@/lib/format";
import { download } from "./download";

/** What the log is narrowed to; each is null where it is not. */
export interface AuditFilters {
  q: string | null;
  kind: string | null;
  from: string | null;
  to: string | null;
}

/** The kinds of actions, as the first word of an action says them. */
const KINDS: Record<string, string> = {
  auth: "Signing in",
  user: "Users",
  token: "API tokens",
  account: "AWS accounts",
  settings: "Settings",
  schedule: "Schedules",
  sync: "Syncs",
  data: "Exports",
  ai: "Questions",
  report: "Reports",
  report_schedule: "Report schedules",
  view: "Views",
  recommendation: "Recommendations",
  price_override: "Prices",
  chargeback: "Chargeback",
  audit: "Audit log",
};

export const auditKinds = Object.entries(KINDS).map(([value, label]) => ({ value, label }));

/** `auth.login_failed` as "Signing in · Login failed". */
export function actionText(action: string): string {
  const [kind = "", verb = ""] = action.split(".");
  return `${KINDS[kind] ?? humanize(kind)} · ${humanize(verb)}`;
}

function nextDay(day: string): string {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + 1);
  return moment.toISOString().slice(0, 10);
}

/** The filters as the API takes them. Days are those of UTC, the last one included. */
export function auditParams(filters: AuditFilters): URLSearchParams {
  const params = new URLSearchParams();
  if (filters.q) params.set("q", filters.q);
  if (filters.kind) params.set("action", `${filters.kind}.*`);
  if (filters.from) params.set("at.gte", filters.from);
  if (filters.to) params.set("at.lt", nextDay(filters.to));
  return params;
}

export function auditList(filters: AuditFilters) {
  return infiniteQueryOptions({
    queryKey: ["audit-log", filters],
    queryFn: async ({ signal, pageParam }) => {
      const query = auditParams(filters);
      query.set("limit", "50");
      if (pageParam) query.set("cursor", pageParam);
      return unwrap(await api.GET("/api/admin/audit", { signal, querySerializer: () => query.toString() }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** Every entry that matches, as a file. */
export function useExportAudit() {
  return useMutation({
    mutationFn: (filters: AuditFilters) =>
      download(`/api/admin/audit?${auditParams(filters).toString()}`, "audit-log.csv", "text/csv"),
  });
}
