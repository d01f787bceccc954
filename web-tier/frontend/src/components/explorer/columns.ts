import type { Dataset, Field } from "@/api/types";
import { findField } from "@/services/catalog";

const WIDTHS: Record<string, number> = {
  id: 176,
  string: 168,
  text: 260,
  enum: 132,
  list: 140,
  integer: 116,
  number: 116,
  money: 120,
  hours: 116,
  boolean: 104,
  datetime: 124,
  date: 120,
  tags: 280,
  json: 240,
};

/** Fields that are read as a sentence, whatever their type. */
const LONG = new Map([["title", 300]]);

const RIGHT = new Set(["integer", "number", "money", "hours"]);

/** Width in pixels: by type, room for usual values, and never narrower than the header's words. */
export function columnWidth(field: Field): number {
  const longest = Math.max(0, ...(field.values ?? []).map((each) => each.label.length));
  const values = field.type === "enum" ? Math.min(longest * 6.6 + 48, 156) : 0;
  return Math.max(values, LONG.get(field.name) ?? WIDTHS[field.type] ?? 160, field.label.length * 7.4 + 44);
}

export function isNumeric(field: Field): boolean {
  return RIGHT.has(field.type);
}

/** The columns on the screen, unknown names left out. */
export function shownColumns(dataset: Dataset, names: string[] | null): Field[] {
  const fields = (names ?? dataset.default_columns).flatMap((name) => findField(dataset, name) ?? []);
  return fields.length ? fields : dataset.default_columns.flatMap((name) => findField(dataset, name) ?? []);
}
