import type { QueryClient } from "@tanstack/react-query";
import { planSource } from "./planSource";

const month = (value: unknown) => String(value ?? "").slice(0, 7);
const place = (id: unknown, tab: string, of: unknown) =>
  `/workspaces/${encodeURIComponent(String(id))}/${tab}?month=${month(of)}`;

/** Charges of WorkSpaces by month, as the explorer reads them. */
export const costLines = (client: QueryClient) =>
  planSource(client, {
    dataset: "costs",
    keys: ["month", "workspace_id", "usage_type", "source", "region", "account_id"],
    noun: ["charge", "charges"],
    openFacets: ["kind", "source", "account_name", "region", "running_mode"],
    rowName: (row) => `${String(row.user_name ?? row.workspace_id)} in ${month(row.month)}`,
    rowPath: (row) => place(row.workspace_id, "costs", row.month),
  });

/** Months of WorkSpaces with their hours, as the explorer reads them. */
export const usageLines = (client: QueryClient) =>
  planSource(client, {
    dataset: "usage",
    keys: ["month", "workspace_id", "region", "account_id"],
    noun: ["month of a WorkSpace", "months of WorkSpaces"],
    openFacets: ["running_mode", "account_name", "region", "compute_type"],
    rowName: (row) => `${String(row.user_name ?? row.workspace_id)} in ${month(row.month)}`,
    rowPath: (row) => place(row.workspace_id, "usage", row.month),
  });

/** The lines behind a bar: the same month and value, in the explorer. */
export function linesPath(
  dataset: "costs" | "usage",
  of: string,
  field: string,
  value: string | null,
): string {
  const params = new URLSearchParams({ month: `${of}-01` });
  if (value === null) params.set(`${field}.is_null`, "true");
  else params.set(field, value);
  return `/${dataset}/lines?${params.toString()}`;
}
