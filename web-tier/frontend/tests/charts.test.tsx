import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router-dom";
import { expect, test } from "vitest";
import { Columns } from "@/components/charts/Columns";
import { HeatGrid } from "@/components/charts/HeatGrid";
import { linePath } from "@/components/charts/Lines";
import type { Point } from "@/components/charts/types";
import {
  addDays,
  addMonths,
  daysBetween,
  isDay,
  isMonth,
  lastDay,
  monthsBetween,
  weekdayOf,
} from "@/lib/calendar";
import { formatMoney, formatShortMoney } from "@/lib/format";
import { axisTicks, labelStep, shade } from "@/lib/scale";

test("an axis begins at zero and ends at a round mark above the largest value", () => {
  expect(axisTicks(97)).toEqual([0, 25, 50, 75, 100]);
  expect(axisTicks(100)).toEqual([0, 25, 50, 75, 100]);
  expect(axisTicks(0.3)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(axisTicks(0)).toEqual([0, 1]);
  expect(axisTicks(Number.NaN)).toEqual([0, 1]);
  for (const max of [1, 3, 7.2, 19, 43, 1_234, 98_765]) {
    const ticks = axisTicks(max);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
    expect(ticks.length).toBeLessThanOrEqual(6);
  }
});

test("labels are thinned, and a little is never shown as nothing", () => {
  expect([labelStep(12, 13), labelStep(31, 5), labelStep(0, 5)]).toEqual([1, 7, 1]);
  expect([shade(0, 10, 5), shade(0.1, 10, 5), shade(10, 10, 5), shade(30, 10, 5)]).toEqual([0, 1, 5, 5]);
});

test("days and months are counted in UTC across years and leap days", () => {
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
  expect(addMonths("2026-01", -1)).toBe("2025-12");
  expect(lastDay("2026-02")).toBe("2026-02-28");
  expect(weekdayOf("2026-11-23")).toBe(0);
  expect(daysBetween("2025-12-31", "2026-01-02")).toEqual(["2025-12-31", "2026-01-01", "2026-01-02"]);
  expect(daysBetween("2026-01-02", "2026-01-01")).toEqual([]);
  expect(monthsBetween("2025-11", "2026-02")).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]);
  expect([isDay("2026-02-30"), isDay("2026-02-28"), isMonth("2026-13"), isMonth(null)]).toEqual([
    false,
    true,
    false,
    false,
  ]);
});

test("a line is interrupted where nothing is known, and never falls to zero there", () => {
  expect(linePath([10, null, 5], 10)).toBe("M0.000 0.000M100.000 50.000");
  expect(linePath([0, 10], 10)).toBe("M0.000 100.000L100.000 0.000");
});

const SERIES = [
  { key: "fee", label: "Fee", tone: 1 as const },
  { key: "hours", label: "Hours", tone: 2 as const },
];
const point = (key: string, fee: number | null, hours: number | null): Point => ({
  key,
  label: key,
  short: key,
  values: { fee, hours },
  to: `/there?month=${key}`,
});

test("each column is a link that says its numbers, and what is not known is said so", async () => {
  render(
    <MemoryRouter future={{ v7_startTransition: false, v7_relativeSplatPath: true }}>
      <Columns
        label="Costs"
        series={SERIES}
        points={[point("May", 20, 62.5), point("June", null, null), point("July", 20, null)]}
        format={formatMoney}
        short={formatShortMoney}
        leads="Explain it"
      />
    </MemoryRouter>,
  );
  const links = within(screen.getByRole("figure", { name: "Costs" })).getAllByRole("link");
  expect(links.map((link) => link.getAttribute("aria-label"))).toEqual([
    "May, Fee $20.00, Hours $62.50, total $82.50. Explain it",
    "June, Fee unknown, Hours unknown, total unknown. Explain it",
    "July, Fee $20.00, Hours unknown, total $20.00. Explain it",
  ]);
  expect(links[0]).toHaveAttribute("href", "/there?month=May");

  // one tab stop, the last column; the arrows and the ends walk the others
  await userEvent.tab();
  expect(links[2]).toHaveFocus();
  await userEvent.keyboard("{ArrowLeft}");
  expect(links[1]).toHaveFocus();
  await userEvent.keyboard("{Home}");
  expect(links[0]).toHaveFocus();
  await userEvent.tab();
  expect(document.body).toHaveFocus();
});

test("a heat map is walked by the arrows, tells its cell and lets it be chosen", async () => {
  const picked: string[] = [];
  const cell = (key: string, step: number | null) => ({
    key,
    label: `${key}: ${step ?? "not measured"}`,
    step,
  });
  render(
    <HeatGrid
      label="Hours"
      columns={[
        [cell("a", 0), cell("b", 3)],
        [cell("c", null), cell("d", 5)],
      ]}
      rowLabels={["Mon", "Tue"]}
      columnLabels={{}}
      size={12}
      least="none"
      most="much"
      rest="Choose one"
      onPick={(key) => picked.push(key)}
    />,
  );
  expect(screen.getByText("Choose one")).toBeInTheDocument();
  await userEvent.tab();
  expect(screen.getByRole("button", { name: "d: 5" })).toHaveFocus();
  await userEvent.keyboard("{ArrowLeft}");
  expect(screen.getByRole("button", { name: "b: 3" })).toHaveFocus();
  await userEvent.keyboard("{ArrowUp}{ArrowRight}{Enter}");
  expect(screen.getByText("c: not measured")).toBeInTheDocument();
  expect(picked).toEqual(["c"]);
});
