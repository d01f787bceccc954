import type { Field, Row } from "@/api/types";
import { splitFilterKey } from "@/lib/listState";

const PAGING = new Set([
  "q",
  "sort",
  "limit",
  "offset",
  "cursor",
  "fields",
  "count",
  "facets",
  "include_terminated",
]);

function valueOf(row: Row, field: string): unknown {
  if (!field.startsWith("tag.")) return row[field];
  return (row.tags as Record<string, string> | null)?.[field.slice(4)] ?? null;
}

function test(value: unknown, op: string, wanted: string): boolean {
  if (op === "is_null") return (value === null) === (wanted === "true");
  if (op === "ne") return String(value) !== wanted;
  if (value === null || value === undefined) return false;
  const text = String(value).toLowerCase();
  if (op === "contains") return text.includes(wanted.toLowerCase());
  if (op === "starts_with") return text.startsWith(wanted.toLowerCase());
  const [a, b] = typeof value === "number" ? [value, Number(wanted)] : [String(value), wanted];
  if (op === "gt") return a > b;
  if (op === "gte") return a >= b;
  if (op === "lt") return a < b;
  if (op === "lte") return a <= b;
  return String(value) === wanted;
}

/** The rows that answer to the parameters, in their order; `except` is a field whose filters do not count. */
export function select(rows: Row[], params: URLSearchParams, except?: string): Row[] {
  const q = (params.get("q") ?? "").toLowerCase();
  const keys = [...new Set(params.keys())].filter((key) => !PAGING.has(key));
  const found = rows.filter((row) => {
    const text = [row.user_name, row.computer_name, row.workspace_id, row.ip_address].join(" ").toLowerCase();
    if (!q.split(" ").every((word) => text.includes(word))) return false;
    return keys.every((key) => {
      const { field, op } = splitFilterKey(key);
      return field === except || params.getAll(key).some((value) => test(valueOf(row, field), op, value));
    });
  });
  const sort = (params.get("sort") ?? "user_name").split(",");
  return found.sort((a, b) => {
    for (const part of sort) {
      const field = part.replace(/^-/, "");
      const x = valueOf(a, field);
      const y = valueOf(b, field);
      if (x === y) continue;
      if (x === null) return 1;
      if (y === null) return -1;
      const order = typeof x === "number" ? x - Number(y) : String(x) < String(y) ? -1 : 1;
      return part.startsWith("-") ? -order : order;
    }
    return String(a.workspace_id) < String(b.workspace_id) ? -1 : 1;
  });
}

export function countFacet(
  rows: Row[],
  params: URLSearchParams,
  field: string,
  described: Field | undefined,
) {
  const counts = new Map<string | null, number>();
  for (const row of select(rows, params, field)) {
    const value = valueOf(row, field);
    const key = value === null || value === undefined ? null : String(value);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const values = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([value, count]) => ({
      value,
      label:
        value === null ? null : (described?.values?.find((each) => each.value === value)?.label ?? value),
      count,
    }));
  return { field, label: described?.label ?? field, values, other: 0 };
}
