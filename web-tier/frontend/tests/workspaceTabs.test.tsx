import { QueryClient } from "@tanstack/react-query";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, test, vi } from "vitest";
import type { Report } from "@/api/types";
import { pricesOf, verdict } from "@/components/costs/ModeCurve";
import { wholeSum } from "@/components/costs/WorkspaceCostMonths";
import { applyEvent } from "@/services/live";
import { fileName } from "@/services/download";
import { reportKeys, reportList } from "@/services/reports";
import { NOW } from "./mocks/fleet";
import { problem, server } from "./mocks/handlers";
import { renderAt, searchOf } from "./render";
import { network } from "./setup";

const id = () => String(server.fleet[4]?.workspace_id);
const at = (time: number) => vi.spyOn(Date, "now").mockReturnValue(time);

test("a day of the calendar shows its sessions; going back shows the last 31 days again", async () => {
  at(NOW);
  const { router } = renderAt(`/workspaces/${id()}/usage`);
  const day = await screen.findByLabelText("Thu, Nov 19, 2026: 7 h connected, 8 h billed, 2 sessions");
  expect(screen.getByLabelText("Fri, Nov 20, 2026: not measured")).toBeInTheDocument();
  await userEvent.click(day);
  expect(searchOf(router).get("day")).toBe("2026-11-19");
  expect(await screen.findByRole("heading", { name: "Sessions on Thu, Nov 19, 2026" })).toBeInTheDocument();
  expect(await screen.findByText("or after: not measured")).toBeInTheDocument();
  await router.navigate(-1);
  expect(await screen.findByRole("heading", { name: "Sessions of the last 31 days" })).toBeInTheDocument();
});

test("the months stand in a table as well, which the address remembers", async () => {
  at(NOW);
  const { router } = renderAt(`/workspaces/${id()}/usage`);
  await screen.findByLabelText(/^November 2026, Connected 60 h, Idle until it stopped 11 h/);
  await userEvent.click(screen.getByRole("button", { name: "Hours per month as a table" }));
  expect(searchOf(router).get("table")).toBe("months");
  const table = screen.getByRole("table", { name: "Hours per month" });
  const row = within(table).getByRole("link", { name: "November 2026" }).closest("tr");
  expect(row).toHaveTextContent("60 h71 h1150%");
});

test("a chart that cannot be loaded says what, the request, and tries again", async () => {
  at(NOW);
  let broken = true;
  network.use(
    http.get("*/api/workspaces/:id/usage", () =>
      broken ? problem(422, "Invalid", "from: not a month") : undefined,
    ),
  );
  renderAt(`/workspaces/${id()}/usage`);
  const failed = (await screen.findByText("Could not load the months")).closest("[role=alert]");
  expect(failed).toHaveTextContent("req-1234");
  broken = false;
  await userEvent.click(within(failed as HTMLElement).getByRole("button", { name: "Try again" }));
  expect(await screen.findByLabelText(/^October 2026, Connected 120 h/)).toBeInTheDocument();
});

test("one unknown amount makes the sum unknown, not smaller", () => {
  expect(wholeSum([9.75, 50.1])).toBeCloseTo(59.85);
  expect(wholeSum([9.75, null])).toBeNull();
});

test("the comparison of modes names the cheaper one, by whole measured months only", () => {
  const told = {
    workspace_id: "ws-1",
    account_id: "1",
    region: "us-east-1",
    running_mode: "AUTO_STOP",
    timeout_minutes: 60,
    always_on_month: 35,
    auto_stop_month: 9.75,
    auto_stop_hour: 0.3,
    break_even_hours: 84.17,
    currency: "USD",
    price_source: "aws",
    price_date: "2026-06-01",
    reason: null,
    months: [
      { month: "2026-09", auto_stop_hours: 10, coverage: 1 },
      { month: "2026-10", auto_stop_hours: null, coverage: 0 },
      { month: "2026-11", auto_stop_hours: 500, coverage: 1 },
    ],
  };
  const prices = pricesOf(told);
  if (!prices) throw new Error("The prices are there");
  // 35 - (9.75 + 0.3 x 10) = 22.25: October is unknown and November not over
  expect(verdict(told, prices)).toBe(
    "At today’s prices AutoStop would have cost $22.25 less over the last whole month.",
  );
  expect(pricesOf({ ...told, auto_stop_hour: null })).toBeNull();
});

const report = (over: Partial<Report>): Report => ({
  id: 7,
  report_type: "inventory",
  name: "All of them",
  format: "csv",
  status: "running",
  progress: 20,
  row_count: null,
  size_bytes: null,
  checksum: null,
  error: null,
  requested_by: "ada",
  plan: {},
  created_at: new Date(NOW).toISOString(),
  started_at: null,
  finished_at: null,
  expires_at: null,
  download_url: null,
  ...over,
});

test("a report's progress is pushed into the list, and what is ready can be downloaded", async () => {
  server.reports = [report({})];
  const { client } = renderAt("/reports");
  expect(await screen.findByRole("progressbar", { name: "All of them" })).toHaveAttribute(
    "aria-valuenow",
    "20",
  );
  expect(screen.queryByRole("button", { name: /Download/ })).not.toBeInTheDocument();
  const done = report({ status: "completed", progress: 100, row_count: 483, size_bytes: 120_400 });
  applyEvent(client, { event: "report", data: JSON.stringify(done), id: null });
  expect(await screen.findByText("Ready")).toBeInTheDocument();
  expect(screen.getByText("120.4 kB")).toBeInTheDocument();
  expect(screen.getByRole("button", { name: /^Download ?All of them$/ })).toBeInTheDocument();
});

test("a report that the list does not have yet makes it be read anew", async () => {
  const client = new QueryClient();
  client.setQueryData(reportList.queryKey, { pages: [{ items: [], total: 0 }], pageParams: [""] });
  applyEvent(client, { event: "report", data: JSON.stringify(report({ id: 8 })), id: null });
  await waitFor(() => expect(client.getQueryState(reportKeys.list)?.isInvalidated).toBe(true));
});

test("a file gets the name that the server gives it", () => {
  expect(fileName("attachment; filename=\"K_ln.csv\"; filename*=UTF-8''K%C3%B6ln.csv", "x")).toBe("Köln.csv");
  expect(fileName('attachment; filename="all.csv"', "x")).toBe("all.csv");
  expect(fileName(null, "report-1.csv")).toBe("report-1.csv");
});

test("exactly the view of the list is exported", async () => {
  const asked: unknown[] = [];
  network.use(
    http.post("*/api/reports/generate", async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ id: 9, status: "queued" }, { status: 202 });
    }),
  );
  const { router } = renderAt("/workspaces?running_mode=AUTO_STOP&columns=user_name,region&sort=-region");
  await userEvent.click(await screen.findByRole("button", { name: "Export this view" }));
  await userEvent.click(await screen.findByRole("button", { name: "Export" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/reports"));
  expect(asked).toEqual([
    {
      report_type: "query",
      format: "xlsx",
      plan: {
        dataset: "workspaces",
        filters: [{ field: "running_mode", op: "eq", value: "AUTO_STOP" }],
        columns: ["user_name", "region"],
        sort: [{ by: "region", desc: true }],
      },
    },
  ]);
});
