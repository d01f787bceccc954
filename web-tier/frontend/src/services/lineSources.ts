import type { QueryClient } from "@tanstack/react-query";
import type { Row } from "@/api/types";
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

/** Changes of WorkSpaces field by field, as the explorer reads them. */
export const changeLines = (client: QueryClient) =>
  planSource(client, {
    dataset: "changes",
    keys: ["id", "workspace_id"],
    noun: ["change", "changes"],
    openFacets: ["field", "account_name", "region"],
    rowName: (row) => `${String(row.label ?? "change")} of ${String(row.user_name ?? row.workspace_id)}`,
    rowPath: (row) => `/workspaces/${encodeURIComponent(String(row.workspace_id))}/history`,
  });

/** Who used it in the month, in the same account and Region. */
const monthOfPlace = (row: Row, at: unknown) =>
  `/usage/lines?${new URLSearchParams({
    month: `${month(at)}-01`,
    account_id: String(row.account_id),
    region: String(row.region),
    "connected_hours.gt": "0",
    sort: "-connected_hours",
  }).toString()}`;

/** Days of accounts and Regions, as the explorer reads them. */
export const usageDays = (client: QueryClient) =>
  planSource(client, {
    dataset: "usage_daily",
    keys: ["day", "region", "account_id"],
    noun: ["day of a Region", "days of Regions"],
    openFacets: ["account_id", "account_name", "region"],
    rowName: (row) => `${String(row.day)} in ${String(row.region)}`,
    rowPath: (row) => monthOfPlace(row, row.day),
  });

/** Hours of accounts and Regions, as the explorer reads them. */
export const usageHours = (client: QueryClient) =>
  planSource(client, {
    dataset: "usage_hourly",
    keys: ["hour", "region", "account_id"],
    noun: ["hour of a Region", "hours of Regions"],
    openFacets: ["weekday", "account_name", "region"],
    rowName: (row) => `${String(row.hour)} in ${String(row.region)}`,
    rowPath: (row) => monthOfPlace(row, row.hour),
  });

/** What is different in the fleet at one moment from another, as the explorer reads it. */
export const fleetChanges = (client: QueryClient) =>
  planSource(client, {
    dataset: "fleet_changes",
    keys: ["field", "workspace_id", "region", "account_id"],
    noun: ["difference", "differences"],
    openFacets: ["kind", "field", "account_name", "region"],
    rowName: (row) => `${String(row.label ?? row.field)} of ${String(row.workspace_id)}`,
    rowPath: (row) => `/workspaces/${encodeURIComponent(String(row.workspace_id))}/history`,
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
