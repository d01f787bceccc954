import { memo, useEffect, useRef } from "react";
import { Link } from "react-router-dom";
import type { Field, Row } from "@/api/types";
import { cn } from "@/lib/cn";
import type { ListSource } from "@/services/listSource";
import { CellValue } from "./CellValue";
import { isNumeric } from "./columns";

interface Props {
  source: ListSource;
  fields: Field[];
  row: Row;
  index: number;
  height: number;
  selected: boolean;
  peeked: boolean;
  /** Changes each time the keyboard moves to this row. */
  focusCall: number;
  listSearch: string;
  onSelect: (id: string) => void;
  onPeek: (id: string) => void;
  onFocusRow: (index: number) => void;
}

/** One row of the table. Its first cell leads to the row's own page. */
export const GridRow = memo(function GridRow(props: Props) {
  const { source, fields, row, index, height, selected, peeked, focusCall } = props;
  const link = useRef<HTMLAnchorElement>(null);
  const id = String(row[source.rowKey]);
  const name = source.rowName(row);
  useEffect(() => {
    if (focusCall) link.current?.focus({ preventScroll: true });
  }, [focusCall]);
  const background = selected || peeked ? "bg-selected" : "bg-surface group-hover:bg-hover";
  return (
    // The keyboard has the link, the box and the Space key; the pointer may use the whole row.
    <tr
      aria-rowindex={index + 2}
      data-index={index}
      className="group"
      style={{ height }}
      onFocus={() => props.onFocusRow(index)}
      onClick={(event) => {
        if (
          !(event.target as HTMLElement).closest("a,button,input,label") &&
          !window.getSelection()?.toString()
        ) {
          props.onPeek(id);
        }
      }}
    >
      <td className={cn("sticky left-0 z-5 border-b border-line p-0", background)}>
        <label className="flex h-full w-9 cursor-pointer items-center justify-center">
          <input
            type="checkbox"
            className="size-3.5"
            checked={selected}
            aria-label={`Select ${name}`}
            onChange={() => props.onSelect(id)}
          />
        </label>
      </td>
      {fields.map((field, at) => (
        <td
          key={field.name}
          className={cn(
            "truncate border-b border-line px-2.5 py-0 text-sm",
            background,
            isNumeric(field) && "text-right",
            at === 0 && "md:sticky md:left-9 md:z-5",
            peeked && at === 0 && "font-medium",
          )}
        >
          {at === 0 ? (
            <Link
              ref={link}
              to={source.rowPath(row)}
              state={{ list: props.listSearch }}
              aria-keyshortcuts="Space"
              className="block truncate rounded-sm font-medium text-ink hover:text-accent-ink hover:underline focus-visible:-outline-offset-1"
            >
              <CellValue field={field} value={row[field.name]} />
            </Link>
          ) : (
            <CellValue field={field} value={row[field.name]} />
          )}
        </td>
      ))}
    </tr>
  );
});
