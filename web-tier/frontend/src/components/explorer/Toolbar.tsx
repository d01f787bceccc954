import { SlidersHorizontal, Plus, Rows2, Rows3 } from "lucide-react";
import type { RefObject } from "react";
import type { Dataset, Field, SavedView } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { IconButton } from "@/components/ui/IconButton";
import { Popover } from "@/components/ui/Popover";
import { removeFilter, setFilter, type ListState } from "@/lib/listState";
import type { SetListState } from "@/lib/useListState";
import type { ListSource } from "@/services/listSource";
import { ColumnPicker } from "./ColumnPicker";
import { ExportDialog } from "./ExportDialog";
import { FilterChip } from "./FilterChip";
import { FilterPanel } from "./FilterPanel";
import { SearchBox } from "./SearchBox";

interface Props {
  source: ListSource;
  dataset: Dataset;
  state: ListState;
  setState: SetListState;
  searchRef: RefObject<HTMLInputElement | null>;
  adding: boolean;
  onAdding: (open: boolean) => void;
  facetsOpen: boolean;
  onFacets: () => void;
  /** The columns of the table, in their order. */
  fields: Field[];
  views: SavedView[];
}

/** Search, filters as words, and how the table looks. */
export function Toolbar(props: Props) {
  const { source, dataset, state, setState } = props;
  const compact = state.density === "compact";
  return (
    <div className="flex flex-col gap-2 border-b border-line bg-surface px-3 py-2 sm:px-4">
      <div className="flex items-center gap-2">
        <IconButton
          look="secondary"
          label={props.facetsOpen ? "Hide the facets" : "Show the facets"}
          aria-pressed={props.facetsOpen}
          onClick={props.onFacets}
        >
          <SlidersHorizontal aria-hidden className="size-4" />
        </IconButton>
        <SearchBox
          inputRef={props.searchRef}
          value={state.q}
          placeholder={`Search ${source.noun[1]}`}
          onChange={(q, first) => setState({ ...state, q }, first ? "push" : "replace")}
        />
        <Popover
          open={props.adding}
          onOpenChange={props.onAdding}
          label="Add a filter"
          trigger={
            <Button aria-keyshortcuts="f">
              <Plus aria-hidden className="size-3.5" />
              Filter
            </Button>
          }
        >
          <FilterPanel
            source={source}
            dataset={dataset}
            state={state}
            onDone={(filter) => {
              props.onAdding(false);
              setState(setFilter(state, filter));
            }}
          />
        </Popover>
        <div className="ml-auto flex items-center gap-2">
          <span className="hidden sm:inline">
            <IconButton
              look="secondary"
              label={compact ? "Roomier rows" : "Denser rows"}
              onClick={() => setState({ ...state, density: compact ? "comfortable" : "compact" })}
            >
              {compact ? <Rows2 aria-hidden className="size-4" /> : <Rows3 aria-hidden className="size-4" />}
            </IconButton>
          </span>
          <ExportDialog dataset={dataset} fields={props.fields} state={state} />
          <ColumnPicker
            dataset={dataset}
            views={props.views}
            columns={state.columns}
            onChange={(columns) => setState({ ...state, columns })}
          />
        </div>
      </div>
      {state.filters.length > 0 && (
        <div className="flex flex-wrap items-center gap-1.5" role="group" aria-label="Filters">
          {state.filters.map((filter) => (
            <FilterChip
              key={`${filter.field} ${filter.op}`}
              source={source}
              dataset={dataset}
              state={state}
              filter={filter}
              onChange={(next) => setState(setFilter(state, next, filter))}
              onRemove={() => setState(removeFilter(state, filter))}
            />
          ))}
          <Button size="sm" look="quiet" onClick={() => setState({ ...state, filters: [] })}>
            Clear all
          </Button>
        </div>
      )}
    </div>
  );
}
