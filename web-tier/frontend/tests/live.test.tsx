import { QueryClient } from "@tanstack/react-query";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { describe, expect, test } from "vitest";
import type { SyncItem } from "@/api/types";
import { applyEvent } from "@/services/live";
import { syncKeys } from "@/services/syncs";
import { problem } from "./mocks/handlers";
import { renderAt } from "./render";
import { network } from "./setup";

const run = {
  id: 13,
  status: "running",
  trigger: "manual",
  requested_by: "ada",
  started_at: "2026-11-22T12:00:00Z",
  finished_at: null,
  created_at: "2026-11-22T12:00:00Z",
  steps_total: 45,
  steps_done: 7,
  error: null,
  seen: 0,
  created: 0,
  updated: 0,
  retired: 0,
} satisfies SyncItem;

const event = (name: string, data: unknown) => ({ event: name, data: JSON.stringify(data), id: null });

describe("live updates", () => {
  test("a newer run replaces the latest one, an older one does not", () => {
    const client = new QueryClient();
    applyEvent(client, event("sync", run));
    applyEvent(client, event("sync", { ...run, id: 12 }));
    expect(client.getQueryData<SyncItem>(syncKeys.latest)?.id).toBe(13);
  });

  test("written rows make what is shown of the data set stale", () => {
    const client = new QueryClient();
    client.setQueryData(["workspaces", "page", "", 0], { items: [] });
    client.setQueryData(["users"], []);
    applyEvent(client, event("data", { dataset: "workspaces" }));
    expect(client.getQueryState(["workspaces", "page", "", 0])?.isInvalidated).toBe(true);
    expect(client.getQueryState(["users"])?.isInvalidated).toBe(false);
  });

  test("what cannot be read is left alone", () => {
    const client = new QueryClient();
    for (const data of ["", "{", "null", '"x"', "{}", '{"id":"1","status":2}']) {
      applyEvent(client, { event: "sync", data, id: null });
      applyEvent(client, { event: "data", data, id: null });
    }
    expect(client.getQueryData(syncKeys.latest)).toBeUndefined();
  });

  test("the progress of a run arrives by the stream", async () => {
    let push: (text: string) => void = () => undefined;
    network.use(
      http.get("*/api/stream", () => {
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            push = (text) => controller.enqueue(new TextEncoder().encode(text));
          },
        });
        return new HttpResponse(body, { headers: { "Content-Type": "text/event-stream" } });
      }),
    );
    renderAt("/profile");
    expect(await screen.findByRole("button", { name: "Sync now" })).toBeVisible();
    await waitFor(() => push(`event: sync\ndata: ${JSON.stringify(run)}\n\n`));
    expect(await screen.findByText("Syncing 7/45")).toBeVisible();
  });

  test("a stream that is away is said, and the screens ask by themselves", async () => {
    network.use(http.get("*/api/stream", () => problem(503, "Service Unavailable", "Redis is away.")));
    renderAt("/profile");
    expect(await screen.findByText("Reconnecting", { selector: ".hidden" })).toBeInTheDocument();
  });

  test("a sync that runs already is joined, not refused", async () => {
    network.use(
      http.post("*/api/admin/sync", () =>
        problem(409, "Conflict", "This scope is being synced.", { sync_id: 12 }),
      ),
    );
    renderAt("/profile");
    await userEvent.click(await screen.findByRole("button", { name: "Sync now" }));
    expect(await screen.findByText("Sync 12 is already running; showing its progress.")).toBeInTheDocument();
  });
});
