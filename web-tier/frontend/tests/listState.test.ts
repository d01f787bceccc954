import { describe, expect, test } from "vitest";
import {
  EMPTY_LIST_STATE,
  formatListState,
  isFacetOn,
  joinFilterKey,
  parseListState,
  removeFilter,
  setFilter,
  splitFilterKey,
  toApiParams,
  toggleFacet,
  type ListState,
} from "@/lib/listState";

const roundTrip = (state: ListState) =>
  parseListState(new URLSearchParams(formatListState(state).toString()));

/** Numbers that look random and are the same in each run. */
function sequence(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
}

const TEXTS = [
  "a",
  "é",
  "محمد",
  "a,b",
  "a&b=c",
  "100%",
  "+1",
  "<b>",
  "tag.x",
  "is_null",
  " blank ",
  "日本",
  "'\"",
  "#?/\\",
];
const FIELDS = [
  "state",
  "user_name",
  "tag.department",
  "tag.cost center",
  "tag.a.b",
  "tag.gt",
  "tag.x.gt",
  "days_since_connected",
];
const OPS = ["eq", "ne", "gt", "lte", "contains", "starts_with", "is_null"];

function anyState(seed: number): ListState {
  const next = sequence(seed);
  const filters = new Map<string, ListState["filters"][number]>();
  for (let at = next(5); at > 0; at -= 1) {
    const field = FIELDS[next(FIELDS.length)] ?? "state";
    const op = OPS[next(OPS.length)] ?? "eq";
    const values = [...new Set([TEXTS[next(TEXTS.length)] ?? "a", TEXTS[next(TEXTS.length)] ?? "b"])];
    filters.set(`${field} ${op}`, { field, op, values });
  }
  const columns = [...new Set(Array.from({ length: next(4) }, () => FIELDS[next(FIELDS.length)] ?? "state"))];
  const sorted = [...new Set(Array.from({ length: next(3) }, () => FIELDS[next(FIELDS.length)] ?? "state"))];
  return {
    asOf: next(2) ? "2026-10-01" : null,
    since: next(2) ? "2026-09-01T00:00:00Z" : null,
    q: next(2) ? (TEXTS[next(TEXTS.length)] ?? "") : "",
    filters: [...filters.values()],
    sort: sorted.map((field) => ({ field, desc: next(2) === 1 })),
    columns: columns.length ? columns : null,
    density: next(2) ? "compact" : "comfortable",
    peek: next(2) ? `ws-${next(1000)}` : null,
    view: next(2) ? String(next(1000)) : null,
  };
}

describe("the state of a list in the address", () => {
  test("an empty address is the default state, and the default state an empty address", () => {
    expect(parseListState(new URLSearchParams())).toEqual(EMPTY_LIST_STATE);
    expect(formatListState(EMPTY_LIST_STATE).toString()).toBe("");
  });

  test("any state survives the way into the address and back", () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const state = anyState(seed);
      expect(roundTrip(state), `seed ${seed}`).toEqual(state);
    }
  });

  test("the address speaks the vocabulary of the API", () => {
    const state = parseListState(
      new URLSearchParams(
        "q=ada&state=AVAILABLE&state=STOPPED&days_since_connected.gt=30&tag.department=Finance&sort=-days_since_connected,user_name",
      ),
    );
    expect(state.filters).toEqual([
      { field: "state", op: "eq", values: ["AVAILABLE", "STOPPED"] },
      { field: "days_since_connected", op: "gt", values: ["30"] },
      { field: "tag.department", op: "eq", values: ["Finance"] },
    ]);
    expect(state.sort).toEqual([
      { field: "days_since_connected", desc: true },
      { field: "user_name", desc: false },
    ]);
  });

  test("what only the screen needs does not reach the API", () => {
    const params = toApiParams(
      parseListState(
        new URLSearchParams("columns=state,region&density=comfortable&peek=ws-1&state=ERROR&q= a "),
      ),
    );
    expect(params.toString()).toBe("q=a&state=ERROR");
  });

  test("repeated and senseless parts do no harm", () => {
    const state = parseListState(
      new URLSearchParams("state=A&state=A&sort=,-,a,a,-b&columns=,a,,a,b&density=huge&peek="),
    );
    expect(state.filters).toEqual([{ field: "state", op: "eq", values: ["A"] }]);
    expect(state.sort).toEqual([
      { field: "a", desc: false },
      { field: "b", desc: true },
    ]);
    expect(state.columns).toEqual(["a", "b"]);
    expect(state.density).toBe("compact");
    expect(state.peek).toBeNull();
  });

  test("keys of tags keep their dots", () => {
    expect(splitFilterKey("tag.aws.service")).toEqual({ field: "tag.aws.service", op: "eq" });
    expect(splitFilterKey("tag.owner.contains")).toEqual({ field: "tag.owner", op: "contains" });
    expect(splitFilterKey("tag.gt")).toEqual({ field: "tag.gt", op: "eq" });
    expect(joinFilterKey("tag.x.gt", "eq")).toBe("tag.x.gt.eq");
  });
});

describe("changing filters", () => {
  test("a facet value is added to and taken from its field", () => {
    const one = toggleFacet(EMPTY_LIST_STATE, "state", "ERROR");
    const two = toggleFacet(one, "state", "STOPPED");
    expect(two.filters).toEqual([{ field: "state", op: "eq", values: ["ERROR", "STOPPED"] }]);
    expect(isFacetOn(two, "state", "STOPPED")).toBe(true);
    expect(toggleFacet(toggleFacet(two, "state", "ERROR"), "state", "STOPPED").filters).toEqual([]);
  });

  test("unknown and a value exclude each other", () => {
    const unknown = toggleFacet(toggleFacet(EMPTY_LIST_STATE, "state", "ERROR"), "state", null);
    expect(unknown.filters).toEqual([{ field: "state", op: "is_null", values: ["true"] }]);
    expect(toggleFacet(unknown, "state", "ERROR").filters).toEqual([
      { field: "state", op: "eq", values: ["ERROR"] },
    ]);
  });

  test("a changed filter stays in its place, an emptied one goes", () => {
    const a = { field: "a", op: "eq", values: ["1"] };
    const b = { field: "b", op: "eq", values: ["2"] };
    const state = { ...EMPTY_LIST_STATE, filters: [a, b] };
    const next = { field: "a", op: "ne", values: ["3"] };
    expect(setFilter(state, next, a).filters).toEqual([next, b]);
    expect(setFilter(state, { ...a, values: [] }).filters).toEqual([b]);
    expect(removeFilter(state, b).filters).toEqual([a]);
  });
});
