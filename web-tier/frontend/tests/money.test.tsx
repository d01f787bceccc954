import { expect, test } from "vitest";
import type { Catalog, Plan } from "@/api/types";
import { askPath, hasRoom, parseQuestions } from "@/lib/askPath";
import { parseScenario, SAME, scenarioSearch, type Scenario } from "@/lib/scenario";
import { findDataset } from "@/services/catalog";
import { planPath } from "@/services/planPath";
import { toQuestion } from "@/services/whatIf";
import catalogJson from "./mocks/catalog.json";

const dataset = findDataset(catalogJson as Catalog, "workspaces");
if (!dataset) throw new Error("The catalogue of the tests has no WorkSpaces");

const scenario: Scenario = {
  changes: [
    {
      ...SAME,
      filters: [
        { field: "region", op: "eq", values: ["eu-west-1", "us-east-1"] },
        { field: "days_since_connected", op: "gt", values: ["30"] },
        { field: "tag.a&b=c", op: "eq", values: ["x y"] },
      ],
      mode: "AUTO_STOP",
      timeout: 120,
    },
    { ...SAME, size: "PERFORMANCE", root: 100 },
  ],
  prices: [
    { usageType: "*AutoStop*", percent: 12.5 },
    { usageType: null, percent: -3 },
  ],
};

test("a scenario stands in the address and comes back whole, beside what else stands there", () => {
  const search = scenarioSearch("?by=region&change=old", scenario);
  expect(new URLSearchParams(search).get("by")).toBe("region");
  expect(parseScenario(search)).toEqual(scenario);
});

test("what an address cannot mean is left out of the scenario", () => {
  const search = `?change=${encodeURIComponent("to.mode=FREE&to.timeout=61&to.root=0&to.size=a b")}&price=percent%3Dx`;
  expect(parseScenario(search)).toEqual({ changes: [SAME], prices: [] });
  expect(parseScenario(`?${"change=a&".repeat(9)}`).changes).toHaveLength(5);
});

test("a scenario is asked with typed filters, and a change of nothing is not asked", () => {
  const asked = toQuestion(dataset, { ...scenario, changes: [...scenario.changes, SAME] }, "region");
  expect(asked.changes).toHaveLength(2);
  expect(asked.changes[0]?.filters).toEqual([
    { field: "region", op: "in", value: ["eu-west-1", "us-east-1"] },
    { field: "days_since_connected", op: "gt", value: 30 },
    { field: "tag.a&b=c", op: "eq", value: "x y" },
  ]);
  expect(asked.prices[1]).toEqual({ usage_type: null, percent: -3 });
});

test("the plan of an answer leads to the list with the same rows, where a list can show them", () => {
  const plan: Plan = {
    dataset: "costs",
    filters: [
      { field: "month", op: "eq", value: { period: "previous", unit: "month", count: 1 } },
      { field: "cost", op: "between", value: [10, null] },
      { field: "region", op: "in", value: ["a", "b"] },
    ],
    group_by: [{ field: "region" }],
    measures: [{ agg: "sum", field: "cost" }],
    sort: [{ by: "sum_cost", desc: true }],
  };
  expect(planPath(plan)?.to).toBe("/costs/lines?month=previous_month&cost.gte=10&region=a&region=b");
  expect(planPath(plan, [{ field: "running_mode", op: "is_null", value: true }])?.to).toMatch(
    /&running_mode\.is_null=true$/,
  );
  expect(planPath({ dataset: "workspaces", sort: [{ by: "state", desc: true }] })?.to).toBe(
    "/workspaces?sort=-state",
  );
  expect(planPath({ filters: [{ field: "region", op: "in", value: ["a", null] }] })).toBeNull();
  expect(planPath({ dataset: "fleet" })).toBeNull();
});

test("a conversation is an address: its questions in order, and no longer than a server takes", () => {
  const questions = ["How many & where?", "and in eu-west-1?"];
  const path = askPath(questions);
  expect(parseQuestions(path.slice(path.indexOf("?")))).toEqual(questions);
  expect(parseQuestions("?q=%20&q=a")).toEqual(["a"]);
  expect(hasRoom(questions, "by account")).toBe(true);
  expect(hasRoom([..."x".repeat(20)], "more")).toBe(false);
  expect(hasRoom(["a".repeat(5990)], "more")).toBe(false);
});
