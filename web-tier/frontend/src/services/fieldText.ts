import type { Field } from "@/api/types";
import { formatDay, formatHours, formatInstant, formatMoney, formatNumber, UNKNOWN } from "@/lib/format";
import type { Filter } from "@/lib/listState";
import { valueLabel } from "./catalog";

/** Fields whose absence is a fact ("no error"), not a gap in what is known. */
const NONE_WHEN_NULL = new Set([
  "error_code",
  "error_message",
  "terminated_at",
  "terminated_by",
  "recommendation",
  "volume_encryption_key",
  "workspace_name",
]);

export function absentText(name: string): string {
  return NONE_WHEN_NULL.has(name) ? "none" : UNKNOWN;
}

function unitText(field: Field, value: number): string {
  const number = formatNumber(value);
  return field.unit ? `${number} ${field.unit === "minutes" ? "min" : field.unit}` : number;
}

/** A value of a field in words, without markup. */
export function fieldText(field: Field | undefined, value: unknown): string {
  if (value === null || value === undefined || value === "") return absentText(field?.name ?? "");
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number") {
    if (field?.type === "money") return formatMoney(value);
    if (field?.type === "hours") return formatHours(value);
    return field ? unitText(field, value) : formatNumber(value);
  }
  if (typeof value === "string") {
    if (field?.type === "datetime") return formatInstant(value);
    if (field?.type === "date") return formatDay(value);
    return valueLabel(field, value);
  }
  if (Array.isArray(value)) return value.map(String).join(", ") || absentText(field?.name ?? "");
  const pairs = Object.entries(value);
  return pairs.length ? pairs.map(([key, each]) => `${key}=${String(each)}`).join(", ") : "none";
}

const WORDS: Record<string, string> = {
  eq: "is",
  ne: "is not",
  gt: "is more than",
  gte: "is at least",
  lt: "is less than",
  lte: "is at most",
  contains: "contains",
  starts_with: "starts with",
  is_null: "is",
  in: "is",
};
const TIME_WORDS: Record<string, string> = {
  gt: "is after",
  gte: "is on or after",
  lt: "is before",
  lte: "is on or before",
};

export function operatorText(field: Field | undefined, op: string): string {
  const temporal = field?.type === "datetime" || field?.type === "date";
  if (op === "is_null") return "is known or unknown";
  return (temporal ? TIME_WORDS[op] : undefined) ?? WORDS[op] ?? op;
}

/** What a filter asks, as three pieces of a sentence. */
export function filterText(
  field: Field | undefined,
  filter: Filter,
): { label: string; op: string; value: string } {
  const label = field?.label ?? filter.field;
  if (filter.op === "is_null") {
    const absent = filter.values[0] !== "false";
    const word = absentText(filter.field);
    return { label, op: absent ? "is" : "is not", value: word };
  }
  const value = filter.values.map((each) => filterValueText(field, each)).join(", ");
  return { label, op: operatorText(field, filter.op), value };
}

export function filterValueText(field: Field | undefined, value: string): string {
  if (field?.type === "boolean") return value === "true" ? "Yes" : "No";
  if (field?.type === "datetime" || field?.type === "date") {
    return value.includes("T") ? formatInstant(value) : formatDay(value);
  }
  return valueLabel(field, value);
}
