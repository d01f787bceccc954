import { api, unwrap } from "@/api/client";
import type { Dataset, RowPage } from "@/api/types";
import { formatListState, parseListState, type ListState } from "@/lib/listState";
import type { ListSource } from "./listSource";
import { workspaceSource } from "./workspaces";

/** WorkSpaces as they were at a moment (ISO 8601), as the explorer reads them. */
export function fleetAt(asOf: string): ListSource {
  return {
    ...workspaceSource,
    dataset: "fleet",
    rowPath: (row) =>
      `/workspaces/${encodeURIComponent(String(row.workspace_id))}/history?${new URLSearchParams({ at: asOf }).toString()}`,
    openFacets: ["state", "running_mode", "compute_type", "account_name", "region", "certainty"],
    switches: [],
    page: async (params, signal) =>
      unwrap(await api.GET("/api/fleet", { signal, querySerializer: () => params.toString() })) as RowPage,
    facets: async (params, signal) =>
      unwrap(await api.GET("/api/fleet/facets", { signal, querySerializer: () => params.toString() })),
  };
}

/** The same list in another data set: what that one does not know is left out. */
function within(dataset: Dataset | undefined, state: ListState): ListState {
  const known = (name: string) =>
    name.startsWith("tag.") || (dataset?.fields.some((field) => field.name === name) ?? false);
  return {
    ...state,
    filters: state.filters.filter((filter) => known(filter.field)),
    sort: state.sort.filter((key) => known(key.field)),
    columns: state.columns?.filter(known) ?? null,
    peek: null,
    view: null,
  };
}

/** The address of the list at another moment; null is the present. */
export function fleetPath(search: string, asOf: string | null, dataset: Dataset | undefined): string {
  const state = within(dataset, parseListState(new URLSearchParams(search)));
  const text = formatListState({ ...state, asOf, since: null }).toString();
  return text ? `/workspaces?${text}` : "/workspaces";
}

/** The address of what is different at one moment from another; null is the present. */
export function comparePath(since: string, asOf: string | null): string {
  const params = new URLSearchParams({ since });
  if (asOf) params.set("as_of", asOf);
  return `/workspaces/compare?${params.toString()}`;
}
