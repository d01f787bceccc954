import type { Header } from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { Field, Row } from "@/api/types";
import { cn } from "@/lib/cn";
import { isNumeric } from "./columns";

const ARIA = { asc: "ascending", desc: "descending" } as const;

interface Props {
  header: Header<Row, unknown>;
  field: Field;
  pinned: boolean;
  /** Its place among several sort keys, 0 for the first. */
  sortIndex: number;
  sortCount: number;
}

/** A column's head; pressing it sorts, with Shift by one more column. */
export function HeaderCell({ header, field, pinned, sortIndex, sortCount }: Props) {
  const sorted = header.column.getIsSorted();
  const Arrow = sorted === "desc" ? ArrowDown : ArrowUp;
  const right = isNumeric(field);
  return (
    <th
      scope="col"
      aria-sort={sorted ? ARIA[sorted] : field.sortable ? "none" : undefined}
      className={cn(
        "sticky top-0 z-10 h-9 border-b border-line bg-surface p-0 text-left text-xs font-medium text-muted",
        pinned && "md:left-9 md:z-20",
      )}
    >
      {field.sortable ? (
        <button
          type="button"
          title={field.description}
          onClick={header.column.getToggleSortingHandler()}
          className={cn(
            "group flex h-full w-full items-center gap-1 px-2.5 hover:text-ink focus-visible:-outline-offset-2",
            right && "flex-row-reverse",
            sorted && "text-ink",
          )}
        >
          <span className="truncate">{field.label}</span>
          <Arrow
            aria-hidden
            className={cn(
              "size-3 shrink-0",
              !sorted && "opacity-0 group-hover:opacity-50 group-focus-visible:opacity-50",
            )}
          />
          {sorted && sortCount > 1 && <span className="text-2xs tnum">{sortIndex + 1}</span>}
        </button>
      ) : (
        <span title={field.description} className={cn("block truncate px-2.5", right && "text-right")}>
          {field.label}
        </span>
      )}
    </th>
  );
}
