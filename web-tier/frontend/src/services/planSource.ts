import type { QueryClient } from "@tanstack/react-query";
import type { Dataset, Facets, Row, RowPage } from "@/api/types";
import { parseListState } from "@/lib/listState";
import { catalog, findDataset, valueLabel } from "./catalog";
import type { ListSource } from "./listSource";
import { toPlan } from "./plans";
import { ask, toRows } from "./query";

/** The key of a row that has several: made here, no column of the data. */
const KEY = "_row";

interface Described {
  dataset: string;
  /** The columns that tell rows apart, together. */
  keys: string[];
  noun: [string, string];
  openFacets: string[];
  rowName: (row: Row) => string;
  rowPath: (row: Row) => string;
}

function without(params: URLSearchParams, ...names: string[]): URLSearchParams {
  const left = new URLSearchParams(params);
  for (const name of names) left.delete(name);
  return left;
}

const PAGING = ["limit", "offset", "cursor", "fields", "facets"];

async function readPage(from: Described, dataset: Dataset, params: URLSearchParams, signal: AbortSignal) {
  const limit = Number(params.get("limit") ?? 100);
  const offset = Number(params.get("offset") ?? 0);
  const asked = (params.get("fields") ?? "").split(",").filter((name) => name && name !== KEY);
  const plan = toPlan(dataset, parseListState(without(params, ...PAGING)), [
    ...new Set([...asked, ...from.keys]),
  ]);
  const answer = await ask({ ...plan, limit, offset }, signal);
  const items = toRows(answer).map((row) => ({
    ...row,
    [KEY]: from.keys.map((name) => String(row[name])).join(" "),
  }));
  return { items, total: answer.total, total_exact: true, limit, offset } satisfies RowPage;
}

/** Counts of one field's values under the filters of the others. */
async function countFacet(dataset: Dataset, name: string, params: URLSearchParams, signal: AbortSignal) {
  const state = parseListState(without(params, ...PAGING, "sort"));
  const others = { ...state, filters: state.filters.filter((filter) => filter.field !== name) };
  const field = dataset.fields.find((each) => each.name === name);
  const plan = { ...toPlan(dataset, others, []), group_by: [{ field: name }], limit: 50 };
  const answer = await ask(
    { ...plan, measures: [{ agg: "count" }], sort: [{ by: "count", desc: true }] },
    signal,
  );
  const values = toRows(answer).map((row) => {
    const value = row[name] === null ? null : String(row[name]);
    const label = value === null ? null : valueLabel(field, value);
    return { value, label, count: Number(row.count) };
  });
  return { field: name, label: field?.label ?? name, values, other: 0 };
}

/** A data set that has no list of its own, as the explorer reads it: by plans. */
export function planSource(client: QueryClient, from: Described): ListSource {
  const described = async () => {
    const dataset = findDataset(await client.fetchQuery(catalog), from.dataset);
    if (!dataset) throw new Error(`The catalogue does not have ${from.dataset}.`);
    return dataset;
  };
  return {
    dataset: from.dataset,
    rowKey: KEY,
    rowName: from.rowName,
    rowPath: from.rowPath,
    noun: from.noun,
    openFacets: from.openFacets,
    switches: [],
    page: async (params, signal) => readPage(from, await described(), params, signal),
    facets: async (params, signal): Promise<Facets> => {
      const dataset = await described();
      const names = (params.get("facets") ?? "").split(",").filter(Boolean);
      const facets = await Promise.all(names.map((name) => countFacet(dataset, name, params, signal)));
      return { facets, total: 0 };
    },
  };
}
