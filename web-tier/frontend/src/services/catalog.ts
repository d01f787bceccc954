import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Catalog, Dataset, Field } from "@/api/types";

export const catalog = queryOptions({
  queryKey: ["catalog"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/catalog", { signal })),
  staleTime: 10 * 60_000,
});

export function findDataset(all: Catalog, name: string): Dataset | undefined {
  return all.datasets.find((dataset) => dataset.name === name);
}

/** The field of that name; `tag.KEY` is a text field that no catalogue lists by itself. */
export function findField(dataset: Dataset, name: string): Field | undefined {
  const known = dataset.fields.find((field) => field.name === name);
  if (known || !name.startsWith("tag.")) return known;
  return {
    name,
    label: name.slice(4),
    type: "string",
    unit: null,
    description: `The tag ${name.slice(4)}`,
    operators: ["eq", "ne", "in", "contains", "starts_with", "is_null"],
    values: null,
    filterable: true,
    groupable: true,
    buckets: [],
    aggregates: [],
    sortable: true,
    facet: true,
    group: "Tags",
    synonyms: [],
    provenance: "aws",
    nullable: true,
    grain: null,
  };
}

/** The label that the catalogue gives a value of an enumeration. */
export function valueLabel(field: Field | undefined, value: string): string {
  return field?.values?.find((each) => each.value === value)?.label ?? value;
}
