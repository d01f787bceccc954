/**
 * The state of an explorer as it stands in the address: the API's own filter vocabulary
 * (`field=value`, `field.op=value`, `tag.KEY=value`, `q`, `sort`) plus what only the screen needs
 * (`columns`, `density`, `peek`, `view`). The address is the only home of this state.
 */
export interface Filter {
  field: string;
  op: string;
  values: string[];
}

export interface SortKey {
  field: string;
  desc: boolean;
}

export type Density = "compact" | "comfortable";

export interface ListState {
  /** Of data sets that are kept by time: the moment that is shown, and the one that it is compared with. */
  asOf: string | null;
  since: string | null;
  q: string;
  filters: Filter[];
  sort: SortKey[];
  /** null: the data set's default columns. */
  columns: string[] | null;
  density: Density;
  /** The row shown in the split panel. */
  peek: string | null;
  /** The saved view that this began as: its id, or "all" for none, where one's own default is not wanted. */
  view: string | null;
}

export const EMPTY_LIST_STATE: ListState = {
  asOf: null,
  since: null,
  q: "",
  filters: [],
  sort: [],
  columns: null,
  density: "compact",
  peek: null,
  view: null,
};

const OPERATORS = new Set(["eq", "ne", "gt", "gte", "lt", "lte", "contains", "starts_with", "is_null", "in"]);
const SCREEN_KEYS = new Set(["q", "sort", "columns", "density", "peek", "view", "as_of", "since"]);

/** `a.gt` is field a with operator gt; a tag key may hold dots of its own. */
export function splitFilterKey(key: string): { field: string; op: string } {
  const dot = key.lastIndexOf(".");
  const tail = dot > 0 ? key.slice(dot + 1) : "";
  const head = key.slice(0, dot);
  if (OPERATORS.has(tail) && head !== "tag") return { field: head, op: tail };
  return { field: key, op: "eq" };
}

export function joinFilterKey(field: string, op: string): string {
  // A tag whose key ends like an operator needs the operator written out to survive the way back.
  return op === "eq" && splitFilterKey(field).op === "eq" ? field : `${field}.${op}`;
}

function parseSort(text: string | null): SortKey[] {
  const seen = new Set<string>();
  const keys: SortKey[] = [];
  for (const part of (text ?? "").split(",")) {
    const field = part.replace(/^-/, "").trim();
    if (!field || seen.has(field)) continue;
    seen.add(field);
    keys.push({ field, desc: part.startsWith("-") });
  }
  return keys;
}

export function formatSort(sort: SortKey[]): string {
  return sort.map((key) => (key.desc ? `-${key.field}` : key.field)).join(",");
}

export function parseListState(params: URLSearchParams): ListState {
  const filters = new Map<string, Filter>();
  for (const [key, value] of params) {
    if (SCREEN_KEYS.has(key) || !key) continue;
    const { field, op } = splitFilterKey(key);
    const known = filters.get(`${field} ${op}`);
    if (!known) filters.set(`${field} ${op}`, { field, op, values: [value] });
    else if (!known.values.includes(value)) known.values.push(value);
  }
  const columns = params.get("columns");
  const unique = columns ? [...new Set(columns.split(",").filter(Boolean))] : null;
  return {
    asOf: params.get("as_of") || null,
    since: params.get("since") || null,
    q: params.get("q") ?? "",
    filters: [...filters.values()],
    sort: parseSort(params.get("sort")),
    columns: unique?.length ? unique : null,
    density: params.get("density") === "comfortable" ? "comfortable" : "compact",
    peek: params.get("peek") || null,
    view: params.get("view") || null,
  };
}

/** What the list and facet endpoints understand; no screen-only keys. */
export function toApiParams(state: ListState): URLSearchParams {
  const params = new URLSearchParams();
  if (state.since) params.set("since", state.since);
  if (state.asOf) params.set("as_of", state.asOf);
  if (state.q.trim()) params.set("q", state.q.trim());
  for (const filter of state.filters) {
    for (const value of filter.values) params.append(joinFilterKey(filter.field, filter.op), value);
  }
  if (state.sort.length) params.set("sort", formatSort(state.sort));
  return params;
}

export function formatListState(state: ListState): URLSearchParams {
  const params = toApiParams(state);
  // The search box shows exactly what was typed, a space at its end included.
  if (state.q) params.set("q", state.q);
  if (state.columns?.length) params.set("columns", state.columns.join(","));
  if (state.density !== "compact") params.set("density", state.density);
  if (state.peek) params.set("peek", state.peek);
  if (state.view) params.set("view", state.view);
  return params;
}

export function setFilter(state: ListState, next: Filter, replaced?: Filter): ListState {
  const same = (a: Filter, b: Filter) => a.field === b.field && a.op === b.op;
  const dropped = (filter: Filter) =>
    same(filter, next) || (replaced !== undefined && same(filter, replaced));
  const at = state.filters.findIndex(dropped);
  const others = state.filters.filter((filter) => !dropped(filter));
  if (!next.values.length) return { ...state, filters: others };
  const filters = [...others];
  filters.splice(at < 0 ? filters.length : at, 0, next);
  return { ...state, filters };
}

export function removeFilter(state: ListState, gone: Filter): ListState {
  return { ...state, filters: state.filters.filter((f) => f.field !== gone.field || f.op !== gone.op) };
}

/** A facet is the any-of filter of its field. A value that is null stands for "not known". */
export function toggleFacet(state: ListState, field: string, value: string | null): ListState {
  const op = value === null ? "is_null" : "eq";
  const text = value ?? "true";
  const known = state.filters.find((filter) => filter.field === field && filter.op === op);
  const values = known?.values.includes(text)
    ? known.values.filter((one) => one !== text)
    : [...(known?.values ?? []), text];
  // "is one of" and "is unknown" exclude each other, so choosing one drops the other.
  const other = state.filters.find((f) => f.field === field && f.op === (value === null ? "eq" : "is_null"));
  return setFilter(other ? removeFilter(state, other) : state, { field, op, values });
}

export function isFacetOn(state: ListState, field: string, value: string | null): boolean {
  const op = value === null ? "is_null" : "eq";
  return state.filters.some((f) => f.field === field && f.op === op && f.values.includes(value ?? "true"));
}
