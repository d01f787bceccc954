import { queryOptions } from "@tanstack/react-query";
import { listFacets } from "./listSource";
import { planAnswer } from "./query";
import { workspaceSource } from "./workspaces";

/** Days after which a WorkSpace without a connection counts as long not used. */
export const LONG_DAYS = 30;

export const BREAKDOWNS = [
  "state",
  "running_mode",
  "compute_type",
  "region",
  "account_name",
  "operating_system",
];

export const fleetFacets = listFacets(workspaceSource, "", ["connection_state", ...BREAKDOWNS]);

/** How many WorkSpaces answer to a filter. */
export const fleetCount = (search: string) =>
  queryOptions({
    queryKey: ["workspaces", "count", search],
    queryFn: async ({ signal }) => {
      const params = new URLSearchParams(search);
      params.set("limit", "1");
      params.set("fields", "workspace_id");
      params.set("count", "exact");
      return (await workspaceSource.page(params, signal)).total;
    },
  });

export const LONG_IDLE = `days_since_connected.gt=${LONG_DAYS}`;
export const NEVER_CONNECTED = "last_connected_at.is_null=true";

const DAY = 86_400_000;

/** The newest changes of the last seven days; `today` is a day as YYYY-MM-DD. */
export const recentChanges = (today: string, limit: number) =>
  planAnswer({
    dataset: "changes",
    columns: ["changed_at", "field", "label", "before", "after", "changed_by", "workspace_id", "user_name"],
    filters: [
      {
        field: "changed_at",
        op: "gte",
        value: new Date(Date.parse(`${today}T00:00:00Z`) - 7 * DAY).toISOString().slice(0, 10),
      },
    ],
    sort: [{ by: "changed_at", desc: true }],
    limit,
  });

/** The first WorkSpaces of a list, with what is told of unused ones. */
export const fleetRows = (search: string, limit: number) =>
  queryOptions({
    queryKey: ["workspaces", "rows", search, limit],
    queryFn: ({ signal }) => {
      const params = new URLSearchParams(search);
      params.set("limit", String(limit));
      params.set("fields", "workspace_id,user_name,days_since_connected,created_at,modelled_cost_mtd");
      return workspaceSource.page(params, signal);
    },
  });
