import type { Dataset, Field } from "@/api/types";

const NOT_LISTED = new Set(["tags", "json"]);

/** The fields of a data set by their group, in the catalogue's order. */
export function groupFields(dataset: Dataset): { group: string; fields: Field[] }[] {
  const groups = new Map<string, Field[]>();
  for (const field of dataset.fields) {
    if (NOT_LISTED.has(field.type)) continue;
    groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
  }
  return [...groups].map(([group, fields]) => ({ group, fields }));
}
