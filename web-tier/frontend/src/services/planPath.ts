import type { Plan } from "@/api/types";
import { formatListState, EMPTY_LIST_STATE, type Filter } from "@/lib/listState";
import { isObject } from "@/lib/guards";
import type { PlanFilter } from "./plans";

/** Where the rows of a data set are listed, and what the list is called. */
const LISTS: Record<string, { path: string; label: string }> = {
  workspaces: { path: "/workspaces", label: "WorkSpaces" },
  events: { path: "/audit", label: "Audit" },
  recommendations: { path: "/recommendations", label: "Recommendations" },
  costs: { path: "/costs/lines", label: "Charges" },
  usage: { path: "/usage/lines", label: "Usage" },
  usage_hourly: { path: "/usage/hours", label: "Hours" },
  changes: { path: "/changes/lines", label: "Changes" },
};

/** A span of time in the words of an address: `this_month`, `previous_3_months`. */
function periodText(value: Record<string, unknown>): string {
  const count = Number(value.count ?? 1);
  return count === 1
    ? `${String(value.period)}_${String(value.unit)}`
    : `${String(value.period)}_${count}_${String(value.unit)}s`;
}

function text(value: unknown): string {
  return isObject(value) ? periodText(value) : String(value);
}

/** The filters of a list that ask the same as one of a plan; null where a list cannot. */
function listFilters({ field, op = "eq", value }: PlanFilter): Filter[] | null {
  if (op === "between") {
    if (!Array.isArray(value)) return null;
    const [low, high] = value;
    const ends: Filter[] = [];
    if (low != null) ends.push({ field, op: "gte", values: [text(low)] });
    if (high != null) ends.push({ field, op: "lte", values: [text(high)] });
    return ends;
  }
  if (op === "is_null") return [{ field, op, values: [String(value ?? true)] }];
  if (Array.isArray(value)) {
    if (value.some((each) => each === null)) return null;
    return op === "eq" || op === "in" ? [{ field, op: "eq", values: value.map(text) }] : null;
  }
  if (value == null) return op === "eq" ? [{ field, op: "is_null", values: ["true"] }] : null;
  return [{ field, op: op === "in" ? "eq" : op, values: [text(value)] }];
}

export interface ListLink {
  to: string;
  label: string;
}

/** The list that shows the rows behind a plan, narrowed as the plan is; null where no list can. */
export function planPath(plan: Plan, also: PlanFilter[] = []): ListLink | null {
  const list = LISTS[plan.dataset ?? "workspaces"];
  if (!list || plan.as_of || plan.since) return null;
  const filters: Filter[] = [];
  for (const each of [...(plan.filters ?? []), ...also]) {
    const made = listFilters(each);
    if (!made) return null;
    filters.push(...made);
  }
  if (plan.include_terminated) filters.push({ field: "include_terminated", op: "eq", values: ["true"] });
  const isList = !plan.group_by?.length && !plan.measures?.length;
  const state = formatListState({
    ...EMPTY_LIST_STATE,
    q: plan.search ?? "",
    filters,
    columns: isList && plan.columns?.length ? plan.columns : null,
    sort: isList ? (plan.sort ?? []).map(({ by, desc = false }) => ({ field: by, desc })) : [],
  }).toString();
  return { to: state ? `${list.path}?${state}` : list.path, label: list.label };
}
