import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { withForecast } from "@/components/costs/CostMonths";
import { toHourPoint } from "@/components/overview/ConnectedHours";
import type { MonthForecast } from "@/api/types";
import { NOW } from "./mocks/fleet";
import { renderAt } from "./render";

test("the first page tells unknown money as unknown, and each number leads to its rows", async () => {
  vi.spyOn(Date, "now").mockReturnValue(NOW);
  renderAt("/");
  const cost = await screen.findByRole("link", { name: /^Cost this month/ });
  expect(cost).toHaveTextContent("unknown");
  expect(cost).toHaveAttribute("href", "/costs?month=2026-11");
  expect(screen.getByRole("link", { name: /^Connected now/ })).toHaveTextContent("61");
  const changes = screen.getByRole("list", { name: "Changes by field" });
  expect(within(changes).getByRole("link", { name: "State 12" })).toHaveAttribute(
    "href",
    "/changes/lines?changed_at.gte=2026-11-15&field=state",
  );
  expect(screen.getByText("Not computed yet")).toBeInTheDocument();
});

test("an hour that was not measured is a gap, not an hour without users", () => {
  const hour = { hour: "2026-11-24T10:00:00Z", connected: 0, measured: 0 };
  expect(toHourPoint(hour).values.connected).toBeNull();
  expect(toHourPoint({ ...hour, measured: 40 }).values.connected).toBe(0);
  expect(toHourPoint(hour).to).toBe("/usage/hours?month=2026-11-01&hour=2026-11-24T10%3A00%3A00Z");
});

test("the forecast adds what is left of its own month, with its interval", () => {
  const forecast: MonthForecast = {
    month: "2026-11",
    group_by: null,
    interval_percent: 80,
    total: { value: null, workspaces: 9, unknown: 2, cost_so_far: 80, cost: 100, low: 95.4, high: 108.2 },
    items: [],
    currency: "USD",
    source: "modelled",
  };
  const point = (key: string) => ({
    key,
    label: key,
    short: key,
    values: { ALWAYS_ON: 50, AUTO_STOP: 30, other: null },
  });
  const told = withForecast(point("2026-11"), forecast);
  expect(told.values.rest).toBe(20);
  expect(told.range).toEqual({ low: 95.4, high: 108.2 });
  expect(told.note).toBe("$95 to $108 (80%), 2 WorkSpaces of unknown forecast");
  expect(withForecast(point("2026-10"), forecast)).toEqual(point("2026-10"));
});
