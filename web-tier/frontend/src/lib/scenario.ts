import { EMPTY_LIST_STATE, formatListState, parseListState, type Filter } from "./listState";

/** What becomes of the WorkSpaces that answer to the filters; null leaves a setting as it is. */
export interface Change {
  filters: Filter[];
  mode: "AUTO_STOP" | "ALWAYS_ON" | "CHEAPEST" | null;
  size: string | null;
  timeout: number | null;
  root: number | null;
  user: number | null;
}

/** Another price: so many per cent off the one that is paid now, for some usage types or all. */
export interface OtherPrice {
  usageType: string | null;
  percent: number;
}

export interface Scenario {
  changes: Change[];
  prices: OtherPrice[];
}

/** The API's own limits. */
export const MOST_CHANGES = 5;
export const MOST_PRICES = 20;
export const SAME: Change = { filters: [], mode: null, size: null, timeout: null, root: null, user: null };

const MODES = ["AUTO_STOP", "ALWAYS_ON", "CHEAPEST"] as const;
const OWN = ["to.mode", "to.size", "to.timeout", "to.root", "to.user"];
const MOST_GIB = 16_384;

function whole(text: string | null, most: number, step = 1): number | null {
  const value = Number(text);
  return text && Number.isInteger(value) && value >= step && value <= most && value % step === 0
    ? value
    : null;
}

function parseChange(text: string): Change {
  const params = new URLSearchParams(text);
  const mode = MODES.find((each) => each === params.get("to.mode")) ?? null;
  const size = params.get("to.size");
  const others = new URLSearchParams([...params].filter(([name]) => !OWN.includes(name)));
  return {
    filters: parseListState(others).filters,
    mode,
    size: size && /^[A-Z0-9_]{1,40}$/.test(size) ? size : null,
    timeout: whole(params.get("to.timeout"), 1440, 60),
    root: whole(params.get("to.root"), MOST_GIB),
    user: whole(params.get("to.user"), MOST_GIB),
  };
}

function formatChange(change: Change): string {
  const params = formatListState({ ...EMPTY_LIST_STATE, filters: change.filters });
  const set = (name: string, value: string | number | null) =>
    value !== null && params.set(name, String(value));
  set("to.mode", change.mode);
  set("to.size", change.size);
  set("to.timeout", change.timeout);
  set("to.root", change.root);
  set("to.user", change.user);
  return params.toString();
}

function parsePrice(text: string): OtherPrice[] {
  const params = new URLSearchParams(text);
  const percent = Number(params.get("percent") ?? Number.NaN);
  if (!Number.isFinite(percent) || Math.abs(percent) > 100) return [];
  return [{ usageType: params.get("usage_type"), percent }];
}

function formatPrice({ usageType, percent }: OtherPrice): string {
  const params = new URLSearchParams({ percent: String(percent) });
  if (usageType) params.set("usage_type", usageType);
  return params.toString();
}

/** A scenario as it stands in the address: one `change` for each, in their order, and one `price` for each. */
export function parseScenario(search: string): Scenario {
  const params = new URLSearchParams(search);
  return {
    changes: params.getAll("change").slice(0, MOST_CHANGES).map(parseChange),
    prices: params.getAll("price").slice(0, MOST_PRICES).flatMap(parsePrice),
  };
}

/** The address with that scenario; everything else in it stays. */
export function scenarioSearch(search: string, scenario: Scenario): string {
  const params = new URLSearchParams(search);
  params.delete("change");
  params.delete("price");
  for (const change of scenario.changes) params.append("change", formatChange(change));
  for (const price of scenario.prices) params.append("price", formatPrice(price));
  return `?${params.toString()}`;
}

/** Whether anything would become different at all. */
export function isChange(change: Change): boolean {
  return [change.mode, change.size, change.timeout, change.root, change.user].some((each) => each !== null);
}
