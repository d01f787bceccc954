import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Facets, Row, RowPage } from "@/api/types";

/** What an explorer needs to know about the data set that it shows. */
export interface ListSource {
  /** Its name in the catalogue. */
  dataset: string;
  /** The field that identifies a row. */
  rowKey: string;
  rowName: (row: Row) => string;
  rowPath: (row: Row) => string;
  /** Singular and plural. */
  noun: [string, string];
  /** Facets that stand open at first; the rest wait folded. */
  openFacets: string[];
  /** Extra switches that are no field of the catalogue, by their parameter. */
  switches: { param: string; label: string }[];
  page: (params: URLSearchParams, signal: AbortSignal) => Promise<RowPage>;
  facets: (params: URLSearchParams, signal: AbortSignal) => Promise<Facets>;
}

export const PAGE_SIZE = 100;

export const listKeys = {
  page: (dataset: string, search: string, index: number) => [dataset, "page", search, index] as const,
  facets: (dataset: string, search: string, fields: string) => [dataset, "facets", search, fields] as const,
};

/**
 * One page of a list. `cursor` (from the page before) costs the same at any depth; without it, after
 * a jump of the scroll bar, the page is found by its offset.
 */
export const listPage = (source: ListSource, search: string, index: number, cursor: () => string | null) =>
  queryOptions({
    queryKey: listKeys.page(source.dataset, search, index),
    queryFn: ({ signal }) => {
      const params = new URLSearchParams(search);
      params.set("limit", String(PAGE_SIZE));
      const from = index > 0 ? cursor() : null;
      if (from) params.set("cursor", from);
      else if (index > 0) params.set("offset", String(index * PAGE_SIZE));
      return source.page(params, signal);
    },
  });

export const listFacets = (source: ListSource, search: string, fields: string[]) =>
  queryOptions({
    queryKey: listKeys.facets(source.dataset, search, fields.join(",")),
    queryFn: ({ signal }) => {
      const params = new URLSearchParams(search);
      params.set("facets", fields.join(","));
      return source.facets(params, signal);
    },
    enabled: fields.length > 0,
    placeholderData: keepPreviousData,
  });

/** Rows that can be selected at once without being looked at. */
export const MOST_KEYS = 1000;
const KEYS_AT_ONCE = 500;

/** The keys of all rows that a list has, at most `MOST_KEYS`. */
export async function allKeys(source: ListSource, search: string): Promise<string[]> {
  const keys: string[] = [];
  for (let offset = 0; offset < MOST_KEYS; offset += KEYS_AT_ONCE) {
    const params = new URLSearchParams(search);
    params.set("fields", source.rowKey);
    params.set("limit", String(KEYS_AT_ONCE));
    params.set("offset", String(offset));
    const { items } = await source.page(params, new AbortController().signal);
    keys.push(...items.map((row) => String(row[source.rowKey])));
    if (items.length < KEYS_AT_ONCE) break;
  }
  return keys;
}
