import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { Tooltip } from "radix-ui";
import { Suspense } from "react";
import { MemoryRouter } from "react-router-dom";
import { expect, test, vi } from "vitest";
import { session } from "@/api/session";
import { kindSearch, stateSearch } from "@/components/recommendations/AdviceSummary";
import { nextDecisions } from "@/components/recommendations/decisions";
import { evidenceSpan, evidenceText } from "@/components/recommendations/evidence";
import { SelectionActions } from "@/components/recommendations/SelectionActions";
import { Toaster } from "@/components/ui/Toaster";
import { parseListState } from "@/lib/listState";
import { allKeys } from "@/services/listSource";
import { createQueryClient } from "@/services/queryClient";
import { recommendationSource } from "@/services/recommendations";
import { server } from "./mocks/handlers";
import { network } from "./setup";

const at = (search: string) => parseListState(new URLSearchParams(search));

test("a kind narrows the list and is taken out again, a state stands in place of another", () => {
  expect(kindSearch(at("region=us-east-1&peek=7"), "unused")).toBe("?region=us-east-1&kind=unused");
  expect(kindSearch(at("kind=unused&kind=oversized"), "unused")).toBe("?kind=oversized");
  expect(stateSearch(at("kind=unused&state=done&state=open"), "snoozed")).toBe("?kind=unused&state=snoozed");
  expect(stateSearch(at("kind=unused&state.ne=done"), null)).toBe("?kind=unused");
});

test("what a sync has seen to be done stays done; what somebody only said can be opened again", () => {
  expect(nextDecisions({ state: "done", done_how: "detected" })).toEqual([]);
  expect(nextDecisions({ state: "done", done_how: "marked" })).toEqual(["open"]);
  expect(nextDecisions({ state: "open", done_how: null })).toContain("dismissed");
  expect(nextDecisions({ state: "obsolete", done_how: null })).toEqual([]);
});

test("evidence is told in the words of its unit, and what is unknown as such", () => {
  expect(evidenceText({ value: 12.5, unit: "USD" })).toBe("$12.50");
  expect(evidenceText({ value: 0.0017, unit: "USD" })).toBe("$0.0017");
  expect(evidenceText({ value: 81.256, unit: "h" })).toBe("81.3 h");
  expect(evidenceText({ value: 0, unit: "%" })).toBe("0 %");
  expect(evidenceText({ value: null, unit: "USD" })).toBe("unknown");
  expect(evidenceText({ value: "2026-11-02", unit: null })).toBe("Nov 2, 2026");
  expect(evidenceSpan({ since: "2026-10-01", until: "2026-10-31" })).toBe("Oct 1, 2026 – Oct 31, 2026");
  expect(evidenceSpan({ since: null, until: null })).toBeNull();
});

test("all that match are selected page by page, those that were never on the screen too", async () => {
  session.begin("good-token");
  const asked: string[] = [];
  network.use(
    http.get("*/api/recommendations", ({ request }) => {
      const params = new URL(request.url).searchParams;
      asked.push(params.toString());
      const from = Number(params.get("offset"));
      const items = Array.from({ length: from ? 3 : 500 }, (_, each) => ({ id: from + each + 1 }));
      return HttpResponse.json({ items, total: 503, total_exact: true, limit: 500, offset: from });
    }),
  );
  const keys = await allKeys(recommendationSource, "kind=unused&fields=title");
  expect(keys).toHaveLength(503);
  expect(keys.at(-1)).toBe("503");
  expect(asked).toEqual([
    "kind=unused&fields=id&limit=500&offset=0",
    "kind=unused&fields=id&limit=500&offset=500",
  ]);
});

function show(ids: string[], onDone = vi.fn()) {
  session.begin("good-token");
  network.use(
    http.post("*/api/recommendations/what-if", () =>
      HttpResponse.json({
        selected: 2,
        counted: 1,
        saving_monthly: 23.1,
        cost_monthly: 0,
        unknown: 0,
        currency: "USD",
        left_out: [],
      }),
    ),
  );
  render(
    <QueryClientProvider client={createQueryClient()}>
      <Tooltip.Provider>
        <MemoryRouter future={{ v7_startTransition: true, v7_relativeSplatPath: true }}>
          <Suspense>
            <SelectionActions ids={ids} onDone={onDone} />
          </Suspense>
          <Toaster />
        </MemoryRouter>
      </Tooltip.Provider>
    </QueryClientProvider>,
  );
  return onDone;
}

test("the script of the selected ones is shown for review, with what is not in it and why", async () => {
  network.use(
    http.post("*/api/recommendations/script", async ({ request }) => {
      expect(await request.json()).toEqual({ ids: [2, 11] });
      return HttpResponse.json({
        filename: "workspaces-20261124.sh",
        script: "#!/usr/bin/env bash\nsay WOULD DO",
        included: [2],
        left_out: [{ id: 11, reason: "It takes work by hand; the script says which." }],
      });
    }),
  );
  show(["11", "2"]);
  expect(await screen.findByText("$23.10 less a month")).toHaveAttribute(
    "title",
    expect.stringMatching(/one/),
  );
  await userEvent.click(screen.getByRole("button", { name: "Script…" }));
  const dialog = await screen.findByRole("dialog", { name: "Script to review" });
  expect(await within(dialog).findByRole("region", { name: "Script" })).toHaveTextContent("say WOULD DO");
  expect(dialog).toHaveTextContent("it only says what it would do");
  expect(dialog).toHaveTextContent("1 is not in it: It takes work by hand; the script says which. (11)");
});

test("a dismissal needs a reason, and those that stay as they are are named", async () => {
  const bodies: unknown[] = [];
  network.use(
    http.post("*/api/recommendations/state", async ({ request }) => {
      bodies.push(await request.json());
      return HttpResponse.json({ changed: [2], refused: [{ id: 11, reason: "It was seen to be done." }] });
    }),
  );
  const done = show(["2", "11"]);
  await userEvent.click(await screen.findByRole("button", { name: "Dismiss…" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.click(await within(dialog).findByRole("button", { name: "Dismiss" }));
  expect(await within(dialog).findByText("Say why, for whoever asks later")).toBeInTheDocument();
  await userEvent.type(within(dialog).getByLabelText("Reason"), "kept for audits");
  await userEvent.click(within(dialog).getByRole("button", { name: "Dismiss" }));
  expect(await screen.findByText(/1 recommendation dismissed\. 1 other was left/)).toHaveTextContent(
    "It was seen to be done.",
  );
  expect(bodies).toEqual([
    { ids: [2, 11], state: "dismissed", reason: "kept for audits", snoozed_until: null },
  ]);
  expect(done).toHaveBeenCalled();
});

test("a viewer sees what the selected ones save, and no script", async () => {
  server.role = "viewer";
  show(["2"]);
  expect(await screen.findByText("$23.10 less a month")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Script…" })).toBeNull();
});
