import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Dataset } from "@/api/types";
import { isFacetOn, toApiParams, toggleFacet, type ListState } from "@/lib/listState";
import { findField } from "@/services/catalog";
import { listFacets, type ListSource } from "@/services/listSource";
import { FacetGroup } from "./FacetGroup";
import { FacetSkeleton } from "./FacetSkeleton";

interface Props {
  source: ListSource;
  dataset: Dataset;
  state: ListState;
  onChange: (next: ListState) => void;
}

/** The fields worth narrowing by, counted on the server under the current filters. */
export function FacetRail({ source, dataset, state, onChange }: Props) {
  const order = [...dataset.facets].sort((a, b) => rank(source, a) - rank(source, b));
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set([...source.openFacets, ...state.filters.map((filter) => filter.field)]),
  );
  const search = toApiParams({ ...state, sort: [] }).toString();
  const counted = useQuery(
    listFacets(
      source,
      search,
      order.filter((name) => open.has(name)),
    ),
  );
  // Groups of another size would push each other down: until the first counts are there, one block stands for all.
  if (counted.isPending && !counted.data) return <FacetSkeleton />;
  const flip = (name: string, on: boolean) => {
    const next = new Set(open);
    if (on) next.add(name);
    else next.delete(name);
    setOpen(next);
  };
  return (
    <div className="px-1 pb-4" aria-busy={counted.isFetching}>
      {source.switches.map(({ param, label }) => (
        <label
          key={param}
          className="flex h-9 cursor-pointer items-center gap-2 border-b border-line px-3 text-xs"
        >
          <input
            type="checkbox"
            className="size-3.5"
            checked={isFacetOn(state, param, "true")}
            onChange={() => onChange(toggleFacet(state, param, "true"))}
          />
          {label}
        </label>
      ))}
      {order.map((name) => {
        const field = findField(dataset, name);
        if (!field) return null;
        return (
          <FacetGroup
            key={name}
            field={field}
            facet={counted.data?.facets.find((facet) => facet.field === name)}
            failed={counted.isError}
            state={state}
            open={open.has(name)}
            onOpen={(on) => flip(name, on)}
            onToggle={(value) => onChange(toggleFacet(state, name, value))}
          />
        );
      })}
    </div>
  );
}

function rank(source: ListSource, name: string): number {
  const at = source.openFacets.indexOf(name);
  return at < 0 ? source.openFacets.length : at;
}
