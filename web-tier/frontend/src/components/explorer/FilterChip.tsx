import { X } from "lucide-react";
import { useState } from "react";
import type { Dataset } from "@/api/types";
import { Popover } from "@/components/ui/Popover";
import type { Filter, ListState } from "@/lib/listState";
import { findField } from "@/services/catalog";
import { filterText } from "@/services/fieldText";
import type { ListSource } from "@/services/listSource";
import { FilterPanel } from "./FilterPanel";

interface Props {
  source: ListSource;
  dataset: Dataset;
  state: ListState;
  filter: Filter;
  onChange: (next: Filter) => void;
  onRemove: () => void;
}

/** One condition as words; pressing it changes it. */
export function FilterChip({ source, dataset, state, filter, onChange, onRemove }: Props) {
  const [open, setOpen] = useState(false);
  const known = source.switches.find((each) => each.param === filter.field);
  const text = filterText(findField(dataset, filter.field), filter);
  const sentence = known ? known.label : `${text.label} ${text.op} ${text.value}`;
  const words = known ? (
    <span className="truncate">{known.label}</span>
  ) : (
    <span className="truncate">
      <span className="text-muted">
        {text.label} {text.op}
      </span>{" "}
      <bdi className="font-medium">{text.value}</bdi>
    </span>
  );
  return (
    <span className="inline-flex h-7 max-w-full min-w-0 items-center rounded-md border border-line-strong bg-surface text-xs">
      {known ? (
        <span className="flex min-w-0 px-2">{words}</span>
      ) : (
        <Popover
          open={open}
          onOpenChange={setOpen}
          label={`Change the filter ${sentence}`}
          trigger={
            <button
              type="button"
              title={sentence}
              className="flex h-full min-w-0 items-center rounded-l-md px-2 hover:bg-hover"
            >
              {words}
            </button>
          }
        >
          <FilterPanel
            source={source}
            dataset={dataset}
            state={state}
            filter={filter}
            onDone={(next) => {
              setOpen(false);
              onChange(next);
            }}
          />
        </Popover>
      )}
      <button
        type="button"
        aria-label={`Remove the filter ${sentence}`}
        onClick={onRemove}
        className="grid h-full w-6 shrink-0 place-items-center rounded-r-md border-l border-line text-muted hover:bg-hover hover:text-ink"
      >
        <X aria-hidden className="size-3" />
      </button>
    </span>
  );
}
