import { expect, test } from "vitest";
import type { Catalog } from "@/api/types";
import { EMPTY_LIST_STATE, parseListState } from "@/lib/listState";
import { findDataset } from "@/services/catalog";
import { toPlan } from "@/services/plans";
import catalogJson from "./mocks/catalog.json";

const dataset = findDataset(catalogJson as Catalog, "workspaces");
if (!dataset) throw new Error("The catalogue of the tests has no WorkSpaces");
const planOf = (search: string, columns: string[] = []) =>
  toPlan(dataset, parseListState(new URLSearchParams(search)), columns);

test("a view becomes a plan with the same filters, search, order and columns", () => {
  const search =
    "q=ada &running_mode=AUTO_STOP&days_since_connected.gt=30&root_volume_encrypted=true" +
    "&region=us-east-1&region=eu-west-1&tag.department.ne=Sales&sort=-days_since_connected,user_name&density=comfortable";
  expect(planOf(search, ["user_name", "region"])).toEqual({
    dataset: "workspaces",
    search: "ada",
    filters: [
      { field: "running_mode", op: "eq", value: "AUTO_STOP" },
      { field: "days_since_connected", op: "gt", value: 30 },
      { field: "root_volume_encrypted", op: "eq", value: true },
      { field: "region", op: "in", value: ["us-east-1", "eu-west-1"] },
      { field: "tag.department", op: "ne", value: "Sales" },
    ],
    sort: [
      { by: "days_since_connected", desc: true },
      { by: "user_name", desc: false },
    ],
    columns: ["user_name", "region"],
  });
});

test("what is unknown, and what has ended, is asked for as such", () => {
  expect(planOf("last_connected_at.is_null=true&include_terminated=true")).toEqual({
    dataset: "workspaces",
    filters: [{ field: "last_connected_at", op: "is_null", value: true }],
    include_terminated: true,
  });
  expect(toPlan(dataset, EMPTY_LIST_STATE, [])).toEqual({ dataset: "workspaces", filters: [] });
});
