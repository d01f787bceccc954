import type { Dataset, Field, Plan } from "@/api/types";
import type { Filter, ListState } from "@/lib/listState";
import { findField } from "./catalog";

export type PlanFilter = NonNullable<Plan["filters"]>[number];
type Scalar = string | number | boolean;

function scalar(field: Field | undefined, text: string): Scalar {
  if (field?.type === "boolean") return text === "true";
  const numeric = ["integer", "number", "money", "hours"].includes(field?.type ?? "");
  return numeric && text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

function planFilter(dataset: Dataset, filter: Filter): PlanFilter[] {
  const field = findField(dataset, filter.field);
  if (filter.op === "is_null") {
    return filter.values
      .slice(0, 1)
      .map((value) => ({ field: filter.field, op: "is_null", value: value === "true" }));
  }
  const values = filter.values.map((value) => scalar(field, value));
  if (values.length > 1 && filter.op === "eq") return [{ field: filter.field, op: "in", value: values }];
  const op = filter.op as NonNullable<PlanFilter["op"]>;
  return values.map((value) => ({ field: filter.field, op, value }));
}

/** What the explorer shows as a plan: the same filters, search, columns and order, and every row. */
export function toPlan(dataset: Dataset, state: ListState, columns: string[]): Plan {
  const own = state.filters.filter((filter) => filter.field !== "include_terminated");
  const withGone = own.length !== state.filters.length;
  return {
    dataset: dataset.name,
    ...(state.asOf ? { as_of: state.asOf } : {}),
    ...(state.since ? { since: state.since } : {}),
    filters: own.flatMap((filter) => planFilter(dataset, filter)),
    ...(state.q.trim() ? { search: state.q.trim() } : {}),
    ...(columns.length ? { columns } : {}),
    ...(state.sort.length ? { sort: state.sort.map(({ field, desc }) => ({ by: field, desc })) } : {}),
    ...(withGone ? { include_terminated: true } : {}),
  };
}
