import { useMutation } from "@tanstack/react-query";
import { Copy, X } from "lucide-react";
import type { ReactNode } from "react";
import { asApiError } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { formatCount, formatNumber } from "@/lib/format";
import { toasts } from "@/lib/toasts";
import { allKeys, MOST_KEYS, type ListSource } from "@/services/listSource";

interface Props {
  source: ListSource;
  /** The list's search, for its rows that are not loaded. */
  search: string;
  total: number;
  ids: string[];
  onSelect: (ids: string[]) => void;
  /** What can be done with these rows of this data set. */
  children?: ReactNode;
}

/** What can be done with the selected rows, on whichever page of the list they stand. */
export function SelectionBar({ source, search, total, ids, onSelect, children }: Props) {
  const all = useMutation({
    mutationFn: () => allKeys(source, search),
    onSuccess: onSelect,
    onError: (error) => toasts.show(asApiError(error).message, "danger"),
  });
  const copy = async () => {
    await navigator.clipboard.writeText(ids.join("\n"));
    toasts.show(`${formatCount(ids.length, "id")} copied.`);
  };
  return (
    <div
      role="region"
      aria-label="Selection"
      className="absolute bottom-4 left-1/2 z-30 flex w-max max-w-[calc(100%-1.5rem)] -translate-x-1/2 flex-wrap items-center gap-1 rounded-lg border border-line-strong bg-raised py-1 pr-1 pl-3 text-sm shadow-float"
    >
      <span className="pr-2 font-medium whitespace-nowrap tnum" role="status">
        {formatCount(ids.length, source.noun[0], source.noun[1])} selected
      </span>
      {ids.length < total && total <= MOST_KEYS && (
        <Button size="sm" look="quiet" busy={all.isPending} onClick={() => all.mutate()}>
          Select all {formatNumber(total)}
        </Button>
      )}
      {children}
      <Button size="sm" onClick={() => void copy()}>
        <Copy aria-hidden className="size-3.5" /> Copy ids
      </Button>
      <Button size="sm" look="quiet" onClick={() => onSelect([])}>
        <X aria-hidden className="size-3.5" /> Clear
      </Button>
    </div>
  );
}
