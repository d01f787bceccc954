import {
  getCoreRowModel,
  useReactTable,
  type ColumnDef,
  type RowSelectionState,
} from "@tanstack/react-table";
import type { Virtualizer } from "@tanstack/react-virtual";
import { useMemo, type RefObject } from "react";
import type { Field, Row } from "@/api/types";
import { cn } from "@/lib/cn";
import type { SortKey } from "@/lib/listState";
import type { ListSource } from "@/services/listSource";
import { columnWidth } from "./columns";
import { GridRow } from "./GridRow";
import { HeaderCell } from "./HeaderCell";
import { SkeletonRow } from "./SkeletonRow";
import type { Pages } from "./usePages";

const CHECK_WIDTH = 36;

interface Props {
  source: ListSource;
  fields: Field[];
  sort: SortKey[];
  onSort: (sort: SortKey[]) => void;
  pages: Pages;
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  tableRef: RefObject<HTMLTableElement | null>;
  rowHeight: number;
  selection: RowSelectionState;
  onSelection: (next: RowSelectionState) => void;
  peek: string | null;
  focus: { index: number; call: number };
  listSearch: string;
  onPeek: (id: string) => void;
  onSelect: (id: string) => void;
  onFocusRow: (index: number) => void;
}

/** The table itself: a real one, with only the rows near the screen in it. */
export function DataGrid(props: Props) {
  const { source, fields, sort, pages, virtualizer, rowHeight, selection } = props;
  const columns = useMemo<ColumnDef<Row>[]>(
    () =>
      fields.map((field) => ({
        id: field.name,
        accessorFn: (row) => row[field.name],
        enableSorting: field.sortable,
      })),
    [fields],
  );
  const items = virtualizer.getVirtualItems();
  const loaded = items.map((item) => pages.row(item.index)).filter((row) => row !== undefined);
  const table = useReactTable<Row>({
    data: loaded,
    columns,
    getRowId: (row) => String(row[source.rowKey]),
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    sortDescFirst: false,
    state: { sorting: sort.map((key) => ({ id: key.field, desc: key.desc })), rowSelection: selection },
    onSortingChange: (update) => {
      const before = sort.map((key) => ({ id: key.field, desc: key.desc }));
      const after = typeof update === "function" ? update(before) : update;
      props.onSort(after.map((key) => ({ field: key.id, desc: key.desc })));
    },
  });
  const width = CHECK_WIDTH + fields.reduce((sum, field) => sum + columnWidth(field), 0);
  const above = items[0]?.start ?? 0;
  const below = Math.max(0, virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0));
  const known = pages.loadedRows().map((row) => String(row[source.rowKey]));
  const allSelected = known.length > 0 && known.every((id) => selection[id]);
  const someSelected = !allSelected && known.some((id) => selection[id]);
  return (
    <table
      ref={props.tableRef as RefObject<HTMLTableElement>}
      aria-label={source.noun[1]}
      aria-rowcount={pages.rowCount + 1}
      aria-busy={pages.isLoading || pages.isChanging}
      className={cn(
        "w-full table-fixed border-separate border-spacing-0 transition-opacity",
        pages.isChanging && "opacity-60",
      )}
      style={{ minWidth: width }}
    >
      <colgroup>
        <col style={{ width: CHECK_WIDTH }} />
        {fields.map((field) => (
          <col key={field.name} style={{ width: columnWidth(field) }} />
        ))}
      </colgroup>
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id} aria-rowindex={1}>
            <th scope="col" className="sticky top-0 left-0 z-20 border-b border-line bg-surface p-0">
              <label className="flex h-9 w-9 cursor-pointer items-center justify-center">
                <input
                  type="checkbox"
                  className="size-3.5"
                  aria-label="Select the loaded rows"
                  checked={allSelected}
                  ref={(box) => {
                    if (box) box.indeterminate = someSelected;
                  }}
                  onChange={() =>
                    props.onSelection(allSelected ? {} : Object.fromEntries(known.map((id) => [id, true])))
                  }
                />
              </label>
            </th>
            {group.headers.map((header, at) => {
              const field = fields.find((each) => each.name === header.id);
              return field ? (
                <HeaderCell
                  key={header.id}
                  header={header}
                  field={field}
                  pinned={at === 0}
                  sortIndex={header.column.getSortIndex()}
                  sortCount={sort.length}
                />
              ) : null;
            })}
          </tr>
        ))}
      </thead>
      <tbody>
        {above > 0 && (
          <tr aria-hidden style={{ height: above }}>
            <td colSpan={fields.length + 1} className="p-0" />
          </tr>
        )}
        {pages.isLoading &&
          Array.from({ length: 24 }, (_, at) => (
            <SkeletonRow key={at} index={at} columns={fields.length} height={rowHeight} />
          ))}
        {items.map((item) => {
          const row = pages.row(item.index);
          if (!row) {
            return (
              <SkeletonRow key={item.key} index={item.index} columns={fields.length} height={rowHeight} />
            );
          }
          const id = String(row[source.rowKey]);
          return (
            <GridRow
              key={id}
              source={source}
              fields={fields}
              row={row}
              index={item.index}
              height={rowHeight}
              selected={selection[id] ?? false}
              peeked={props.peek === id}
              focusCall={props.focus.index === item.index ? props.focus.call : 0}
              listSearch={props.listSearch}
              onSelect={props.onSelect}
              onPeek={props.onPeek}
              onFocusRow={props.onFocusRow}
            />
          );
        })}
        {below > 0 && (
          <tr aria-hidden style={{ height: below }}>
            <td colSpan={fields.length + 1} className="p-0" />
          </tr>
        )}
      </tbody>
    </table>
  );
}
