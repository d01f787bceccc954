import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Dataset, Plan, SavedView, SavedViewChange, SavedViewWrite } from "@/api/types";
import { isObject } from "@/lib/guards";
import { EMPTY_LIST_STATE, formatListState, type Filter, type ListState } from "@/lib/listState";
import { toPlan, type PlanFilter } from "./plans";

const KEY = ["views"];

/** One's own views of a data set and those that others share, by name. */
export const viewList = (dataset: string) =>
  queryOptions({
    queryKey: [...KEY, dataset],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/api/views", { params: { query: { dataset, limit: 500 } }, signal }),
      ).items.filter(isList),
    staleTime: 60_000,
  });

/** Views of sums have no rows to show in an explorer. */
function isList(view: SavedView): boolean {
  return !view.plan.group_by?.length && !view.plan.measures?.length;
}

/** A value as an address has it; a relative time as `last_30_days`. */
function inAddress(value: PlanFilter["value"]): string {
  if (!isObject(value)) return String(value);
  const { period, unit, count = 1 } = value as { period: string; unit: string; count?: number };
  return period === "this" ? `this_${unit}` : `${period}_${count}_${unit}s`;
}

/** The conditions of a plan's filter as the address writes them. */
function conditions({ field, op = "eq", value }: PlanFilter): Filter[] {
  const values = (Array.isArray(value) ? value : [value]) as PlanFilter["value"][];
  if (op === "between") {
    return values.flatMap((end, at) =>
      end == null ? [] : [{ field, op: at ? "lte" : "gte", values: [inAddress(end)] }],
    );
  }
  return [{ field, op: op === "in" ? "eq" : op, values: values.map(inAddress) }];
}

function toFilters(plan: Plan): Filter[] {
  const filters = new Map<string, Filter>();
  for (const each of (plan.filters ?? []).flatMap(conditions)) {
    const known = filters.get(`${each.field} ${each.op}`);
    if (known) known.values.push(...each.values);
    else filters.set(`${each.field} ${each.op}`, each);
  }
  if (plan.include_terminated) {
    filters.set("include_terminated eq", { field: "include_terminated", op: "eq", values: ["true"] });
  }
  return [...filters.values()];
}

/** What an explorer shows of a view. */
export function viewState(view: SavedView): ListState {
  return {
    ...EMPTY_LIST_STATE,
    asOf: view.plan.as_of ?? null,
    since: view.plan.since ?? null,
    q: view.plan.search ?? "",
    filters: toFilters(view.plan),
    sort: (view.plan.sort ?? []).map(({ by, desc = false }) => ({ field: by, desc })),
    columns: view.columns.length ? view.columns : null,
    density: view.density,
    view: String(view.id),
  };
}

/** What of the present screen a view keeps. */
export function viewContent(dataset: Dataset, state: ListState) {
  return { plan: toPlan(dataset, state, []), columns: state.columns ?? [], density: state.density };
}

/** Whether a view shows something else by now; the order of filters, and what is looked at, do not count. */
export function differs(state: ListState, view: SavedView): boolean {
  const told = (each: ListState) => {
    const params = formatListState({ ...each, peek: null, view: null });
    params.sort();
    return params.toString();
  };
  return told(state) !== told(viewState(view));
}

function useViewMutation<V, T>(mutationFn: (variables: V) => Promise<T>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: KEY }) });
}

export function useCreateView() {
  return useViewMutation(async (body: SavedViewWrite) => unwrap(await api.POST("/api/views", { body })));
}

export function useChangeView() {
  return useViewMutation(async ({ id, ...body }: SavedViewChange & { id: number }) =>
    unwrap(await api.PUT("/api/views/{view_id}", { params: { path: { view_id: id } }, body })),
  );
}

export function useRemoveView() {
  return useViewMutation(async (id: number) =>
    unwrap(await api.DELETE("/api/views/{view_id}", { params: { path: { view_id: id } } })),
  );
}

/** Begins with a view, or with none; each person's own choice. */
export function useChooseView() {
  return useViewMutation(async ({ id, on }: { id: number; on: boolean }) => {
    const params = { path: { view_id: id } };
    if (on) unwrap(await api.PUT("/api/views/{view_id}/default", { params }));
    else unwrap(await api.DELETE("/api/views/{view_id}/default", { params }));
  });
}
