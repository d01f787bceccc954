import type { RowSelectionState } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { FilterX } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router-dom";
import { asApiError } from "@/api/problem";
import type { Dataset, SavedView } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { formatTotal } from "@/lib/format";
import { formatListState, toApiParams } from "@/lib/listState";
import { useShortcuts } from "@/lib/shortcuts";
import { useDebounced } from "@/lib/useDebounced";
import { useListState, type SetListState } from "@/lib/useListState";
import { useMedia } from "@/lib/useMedia";
import { useStoredFlag } from "@/lib/useStored";
import { shownColumns } from "./columns";
import { DataGrid } from "./DataGrid";
import type { ExplorerProps } from "./Explorer";
import { FacetRail } from "./FacetRail";
import { Toolbar } from "./Toolbar";
import { usePages } from "./usePages";
import { ViewTrigger } from "./ViewTrigger";
import { useScrollMemory } from "./useScrollMemory";

const SelectionBar = lazy(async () => ({ default: (await import("./SelectionBar")).SelectionBar }));
const ViewMenu = lazy(async () => ({ default: (await import("./ViewMenu")).ViewMenu }));

const ROW_HEIGHT = { compact: 33, comfortable: 45 };
const HEADER_HEIGHT = 37;

/** The explorer over a known data set. Its whole state is in the address. */
export function ExplorerView({
  source,
  title,
  banner,
  empty,
  renderAbove,
  renderPeek,
  renderSelection,
  dataset,
  views,
}: ExplorerProps & { dataset: Dataset; views: SavedView[] }) {
  const [state, write] = useListState();
  const begins = views.some((view) => view.is_default);
  const setState = useCallback<SetListState>(
    // The bare address shows the view that one begins with: all rows have one of their own then.
    (next, how) =>
      write(begins && formatListState(next).toString() === "" ? { ...next, view: "all" } : next, how),
    [write, begins],
  );
  const location = useLocation();
  const navigate = useNavigate();
  const wide = useMedia("(min-width: 64rem)");
  const [rail, setRail] = useStoredFlag("wsi.facets", true);
  const [drawer, setDrawer] = useState(false);
  const [adding, setAdding] = useState(false);
  const [selection, setSelection] = useState<RowSelectionState>({});
  const [focus, setFocus] = useState({ index: -1, call: 0 });
  const [visible, setVisible] = useState<[number, number]>([0, 60]);
  const scroller = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const current = useRef(-1);

  const fields = useMemo(() => shownColumns(dataset, state.columns), [dataset, state.columns]);
  const q = useDebounced(state.q, 150);
  const search = useMemo(() => {
    const params = toApiParams({ ...state, q });
    const names = new Set([
      ...fields.map((field) => field.name),
      source.rowKey,
      ...dataset.default_columns.slice(0, 1),
    ]);
    params.set("fields", [...names].join(","));
    return params.toString();
  }, [state, q, fields, source.rowKey, dataset.default_columns]);

  const pages = usePages(source, search, visible);
  const rowHeight = ROW_HEIGHT[state.density];
  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count: pages.rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: 0,
    scrollPaddingStart: HEADER_HEIGHT,
    onChange: ({ range }) => {
      if (!range) return;
      const next: [number, number] = [range.startIndex - 40, range.endIndex + 40];
      setVisible((before) =>
        Math.abs(before[0] - next[0]) < 20 && Math.abs(before[1] - next[1]) < 20 ? before : next,
      );
    },
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  useScrollMemory(scroller, pages.shown, !pages.isLoading && pages.rowCount > 0);

  const peek = useCallback(
    (id: string | null, how: "push" | "replace" = "push") => {
      if (renderPeek) setState({ ...state, peek: state.peek === id && how === "push" ? null : id }, how);
    },
    [state, setState, renderPeek],
  );
  const onPeek = useCallback((id: string) => peek(id), [peek]);
  const onSelect = useCallback(
    (id: string) => setSelection(({ [id]: was, ...others }) => (was ? others : { ...others, [id]: true })),
    [],
  );
  const onFocusRow = useCallback((index: number) => {
    current.current = index;
  }, []);
  const idAt = (index: number) => {
    const row = pages.row(index);
    return row ? String(row[source.rowKey]) : null;
  };
  const move = (by: number) => {
    if (!pages.rowCount) return;
    const start =
      current.current < 0 ? (virtualizer.range?.startIndex ?? 0) - (by > 0 ? 1 : 0) : current.current;
    const next = Math.min(Math.max(start + by, 0), pages.rowCount - 1);
    virtualizer.scrollToIndex(next);
    current.current = next;
    setFocus((before) => ({ index: next, call: before.call + 1 }));
    const id = idAt(next);
    if (state.peek && id) peek(id, "replace");
  };
  const withRow = (act: (id: string) => void) => {
    const id = current.current < 0 ? null : idAt(current.current);
    if (id) act(id);
  };
  useShortcuts({
    "/": (event) => {
      event.preventDefault();
      searchBox.current?.focus();
      searchBox.current?.select();
    },
    f: (event) => {
      event.preventDefault();
      setAdding(true);
    },
    j: () => move(1),
    k: () => move(-1),
    x: () => withRow(onSelect),
    " ": (event) => {
      if (!(event.target instanceof HTMLAnchorElement) || !table.current?.contains(event.target)) return;
      event.preventDefault();
      withRow(onPeek);
    },
    Enter: (event) => {
      if (event.target !== document.body) return;
      withRow(() => {
        const row = pages.row(current.current);
        if (row) navigate(source.rowPath(row), { state: { list: location.search } });
      });
    },
    Escape: () => {
      if (state.peek) peek(null);
    },
  });
  useEffect(() => {
    document.title = `${title} · WorkSpaces Inventory`;
  }, [title]);

  const narrowed = state.filters.length > 0 || state.q.trim() !== "";
  const refused = pages.error && asApiError(pages.error).status === 422;
  const clear = (
    <Button onClick={() => setState({ ...state, q: "", filters: [] })}>
      <FilterX aria-hidden className="size-3.5" /> Clear the search and the filters
    </Button>
  );
  const facets = <FacetRail source={source} dataset={dataset} state={{ ...state, q }} onChange={setState} />;
  const preview = state.peek && renderPeek ? renderPeek(state.peek, () => peek(null)) : null;
  return (
    <div className="relative flex h-full flex-col">
      <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
        <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
        <p role="status" className="text-sm text-muted tnum">
          {pages.isLoading || pages.error ? "" : formatTotal(pages.total, pages.totalExact)}
        </p>
        <Suspense
          fallback={
            <ViewTrigger
              aria-hidden
              data-loading
              disabled
              view={views.find((view) => String(view.id) === state.view)?.name}
            />
          }
        >
          <ViewMenu
            dataset={dataset}
            noun={source.noun[1]}
            views={views}
            state={{ ...state, q }}
            setState={setState}
          />
        </Suspense>
        {banner && <div className="min-h-6 w-full sm:w-auto">{banner}</div>}
      </header>
      <div className="flex min-h-0 flex-1 border-t border-line">
        {wide && rail && (
          <aside
            aria-label="Facets"
            className="w-60 shrink-0 overflow-y-auto border-r border-line bg-surface"
          >
            {facets}
          </aside>
        )}
        <div className="flex min-w-0 flex-1 flex-col bg-surface">
          <Toolbar
            source={source}
            dataset={dataset}
            state={state}
            setState={setState}
            searchRef={searchBox}
            adding={adding}
            onAdding={setAdding}
            facetsOpen={wide ? rail : drawer}
            fields={fields}
            views={views}
            onFacets={() => (wide ? setRail(!rail) : setDrawer(true))}
          />
          {renderAbove?.(dataset, { ...state, q })}
          {/* Scrollable, so that it must be within the keyboard's reach. */}
          <div
            ref={scroller}
            role="region"
            aria-label={`${title}, table`}
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            className="relative min-h-0 flex-1 overflow-auto focus-visible:-outline-offset-2"
          >
            {pages.error && !pages.rowCount ? (
              <Failure
                what={`load the ${source.noun[1]}`}
                error={pages.error}
                onRetry={pages.retry}
                retrying={pages.retrying}
              />
            ) : !pages.isLoading && pages.rowCount === 0 ? (
              narrowed ? (
                <Empty icon={FilterX} title={`No ${source.noun[1]} match`} action={clear}>
                  Nothing in the data answers to this search and these filters together.
                </Empty>
              ) : (
                empty
              )
            ) : (
              <DataGrid
                source={source}
                fields={fields}
                sort={state.sort}
                onSort={(sort) => setState({ ...state, sort })}
                pages={pages}
                virtualizer={virtualizer}
                tableRef={table}
                rowHeight={rowHeight}
                selection={selection}
                onSelection={setSelection}
                peek={state.peek}
                focus={focus}
                listSearch={location.search}
                onPeek={onPeek}
                onSelect={onSelect}
                onFocusRow={onFocusRow}
              />
            )}
            {refused && narrowed && <div className="flex justify-center pb-8">{clear}</div>}
          </div>
          {pages.error && pages.rowCount > 0 && (
            <div className="flex items-center justify-center gap-3 border-t border-line bg-danger-soft px-3 py-1.5 text-xs text-danger">
              <span role="alert">Some rows could not be loaded. {asApiError(pages.error).title}.</span>
              <Button size="sm" onClick={pages.retry} busy={pages.retrying}>
                Try again
              </Button>
            </div>
          )}
        </div>
        {wide && preview && (
          <aside
            aria-label="Preview"
            className="w-96 shrink-0 overflow-y-auto border-l border-line bg-surface"
          >
            {preview}
          </aside>
        )}
      </div>
      {!wide && (
        <>
          <Dialog open={drawer} onOpenChange={setDrawer} title="Filter by" place="left">
            {facets}
          </Dialog>
          <Dialog open={preview !== null} onOpenChange={() => peek(null)} title="Preview" place="right">
            {preview}
          </Dialog>
        </>
      )}
      {Object.keys(selection).length > 0 && (
        <Suspense>
          <SelectionBar
            source={source}
            search={search}
            total={pages.total}
            ids={Object.keys(selection)}
            onSelect={(ids) => setSelection(Object.fromEntries(ids.map((id) => [id, true])))}
          >
            {renderSelection?.(Object.keys(selection), () => setSelection({}))}
          </SelectionBar>
        </Suspense>
      )}
    </div>
  );
}
