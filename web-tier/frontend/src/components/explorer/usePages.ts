import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Row, RowPage } from "@/api/types";
import { listKeys, listPage, PAGE_SIZE, type ListSource } from "@/services/listSource";

export interface Pages {
  /** The query whose rows are shown; the one before while a new one is on its way. */
  shown: string;
  total: number;
  totalExact: boolean;
  rowCount: number;
  row: (index: number) => Row | undefined;
  loadedRows: () => Row[];
  isLoading: boolean;
  isChanging: boolean;
  error: Error | null;
  retry: () => void;
  retrying: boolean;
}

/** Pages between two row numbers, both included. */
function pagesBetween(first: number, last: number): number[] {
  const from = Math.floor(Math.max(first, 0) / PAGE_SIZE);
  const to = Math.floor(Math.max(last, 0) / PAGE_SIZE);
  return Array.from({ length: to - from + 1 }, (_, at) => from + at).filter((index) => index > 0);
}

/**
 * The rows around what is visible, page by page from the server. Rows of any depth can be asked for:
 * the next page continues at the cursor of the one before, a jump starts from an offset.
 */
export function usePages(source: ListSource, search: string, visible: [number, number]): Pages {
  const client = useQueryClient();
  const first = useQuery({ ...listPage(source, search, 0, () => null), placeholderData: keepPreviousData });
  const [shown, setShown] = useState(search);
  if (shown !== search && first.data && !first.isPlaceholderData) setShown(search);
  const settled = first.isPlaceholderData ? shown : search;

  const total = first.data?.total ?? 0;
  const wanted = total > 0 ? pagesBetween(visible[0], Math.min(visible[1], total - 1)) : [];
  const cached = (index: number) =>
    client.getQueryData<RowPage>(listKeys.page(source.dataset, settled, index));
  const rest = useQueries({
    queries: wanted.map((index) =>
      listPage(source, settled, index, () => cached(index - 1)?.next_cursor ?? null),
    ),
  });

  const pages = new Map<number, RowPage>();
  if (first.data) pages.set(0, first.data);
  wanted.forEach((index, at) => {
    const data = rest[at]?.data;
    if (data) pages.set(index, data);
  });
  let rowCount = total;
  for (const [index, page] of pages) {
    const end = index * PAGE_SIZE + page.items.length;
    if (!page.next_cursor && (page.items.length > 0 || index === 0)) rowCount = end;
    else if (!first.data?.total_exact) rowCount = Math.max(rowCount, end);
  }
  const failed = rest.find((each) => each.isError && !each.data);
  return {
    shown: settled,
    total: Math.max(total, rowCount),
    totalExact: (first.data?.total_exact ?? true) || rowCount < total,
    rowCount,
    row: (index) => pages.get(Math.floor(index / PAGE_SIZE))?.items[index % PAGE_SIZE],
    loadedRows: () =>
      client
        .getQueriesData<RowPage>({ queryKey: [source.dataset, "page", settled] })
        .flatMap(([, page]) => page?.items ?? []),
    isLoading: first.isPending,
    isChanging: first.isPlaceholderData,
    error: first.isError && !first.data ? first.error : (failed?.error ?? null),
    retry: () => {
      if (first.isError) void first.refetch();
      for (const each of rest) if (each.isError) void each.refetch();
    },
    retrying: first.isFetching || rest.some((each) => each.isFetching),
  };
}
