import { useState } from "react";
import type { Dataset } from "@/api/types";
import { removeFilter, toApiParams, type Filter, type ListState } from "@/lib/listState";
import { findField } from "@/services/catalog";
import type { ListSource } from "@/services/listSource";
import { FieldStep } from "./FieldStep";
import { OperatorStep } from "./OperatorStep";
import { ValueStep } from "./ValueStep";

interface Props {
  source: ListSource;
  dataset: Dataset;
  state: ListState;
  /** The filter that is being changed; none for a new one. */
  filter?: Filter;
  onDone: (filter: Filter) => void;
}

/** Field, comparison, value: what the catalogue allows, one step at a time. */
export function FilterEditor({ source, dataset, state, filter, onDone }: Props) {
  const [name, setName] = useState(filter?.field ?? null);
  const [op, setOp] = useState(filter && filter.op !== "is_null" ? filter.op : null);
  const field = name ? findField(dataset, name) : undefined;
  if (!field) return <FieldStep dataset={dataset} onField={setName} onFilter={onDone} />;
  if (!op) {
    return (
      <OperatorStep
        field={field}
        onOperator={setOp}
        onAbsent={(absent) => onDone({ field: field.name, op: "is_null", values: [String(absent)] })}
      />
    );
  }
  const known = state.filters.find((each) => each.field === field.name && each.op === op);
  const others = filter ? removeFilter(state, filter) : state;
  return (
    <ValueStep
      source={source}
      search={toApiParams({ ...others, sort: [] }).toString()}
      field={field}
      op={op}
      initial={filter?.values ?? known?.values ?? []}
      isFacet={dataset.facets.includes(field.name) || field.name.startsWith("tag.")}
      onValues={(values) => onDone({ field: field.name, op, values })}
    />
  );
}
