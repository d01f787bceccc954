import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import type { Dataset, SavedView } from "@/api/types";
import { parseListState } from "@/lib/listState";
import { differs, viewContent, viewState } from "@/services/views";
import catalog from "./mocks/catalog.json";
import { makeView, server } from "./mocks/handlers";
import { renderAt, searchOf } from "./render";

const workspaces = catalog.datasets.find((each) => each.name === "workspaces") as unknown as Dataset;
const at = (search: string) => parseListState(new URLSearchParams(search));

describe("a saved view", () => {
  test.each([
    "q=ada&state=ERROR&state=STOPPED&days_since_connected.gt=30&sort=-state,user_name&density=comfortable",
    "last_connected_at.is_null=true&tag.cost-center=42&root_volume_encrypted=false&columns=user_name,tag.owner",
    "include_terminated=true&last_connected_at.gte=last_30_days",
  ])("keeps what the screen shows: %s", (search) => {
    const view = makeView(viewContent(workspaces, at(search)) as Partial<SavedView>);
    expect(differs(at(search), view)).toBe(false);
    expect(differs(at(`${search}&compute_type=POWER`), view)).toBe(true);
  });

  test("of an API client shows its spans and relative times as conditions of the list", () => {
    const view = makeView({
      plan: {
        dataset: "workspaces",
        filters: [
          { field: "days_since_connected", op: "between", value: [10, null] },
          { field: "last_connected_at", op: "gte", value: { period: "last", unit: "day", count: 30 } },
        ],
      },
    });
    expect(viewState(view).filters).toEqual([
      { field: "days_since_connected", op: "gte", values: ["10"] },
      { field: "last_connected_at", op: "gte", values: ["last_30_days"] },
    ]);
  });
});

const idle = {
  id: 7,
  name: "Long idle",
  is_default: true,
  plan: { dataset: "workspaces", filters: [{ field: "state", op: "eq" as const, value: "ERROR" }] },
};

describe("views in the explorer", () => {
  test("the page begins with the one chosen, all rows are one step away and survive a reload", async () => {
    server.views = [makeView(idle)];
    const user = userEvent.setup();
    const { router } = renderAt("/workspaces");
    await user.click(await screen.findByRole("button", { name: "View Long idle" }));
    expect(searchOf(router).get("state")).toBe("ERROR");
    await user.click(await screen.findByRole("menuitemradio", { name: "All WorkSpaces" }));
    await waitFor(() => expect(router.state.location.search).toBe("?view=all"));
    expect(screen.getByRole("button", { name: "Views" })).toBeVisible();
  });

  test("an address of its own is not the view's business", async () => {
    server.views = [makeView(idle)];
    const { router } = renderAt("/workspaces?q=ada");
    expect(await screen.findByRole("button", { name: "Views" })).toBeVisible();
    expect(router.state.location.search).toBe("?q=ada");
  });

  test("the screen is saved under a name, edited, and saved again", async () => {
    const user = userEvent.setup();
    const { router } = renderAt("/workspaces?state=ERROR&columns=user_name,state");
    await user.click(await screen.findByRole("button", { name: "Views" }));
    await user.click(await screen.findByRole("menuitem", { name: "Save as a new view" }));
    const dialog = await screen.findByRole("dialog", { name: "Save as a new view" });
    await user.type(await within(dialog).findByLabelText("Name"), "Broken");
    await user.click(within(dialog).getByRole("button", { name: "Save the view" }));
    await waitFor(() => expect(searchOf(router).get("view")).toBe("1"));
    expect(server.views[0]).toMatchObject({ name: "Broken", columns: ["user_name", "state"] });
    await router.navigate(`${router.state.location.search}&q=ada`);
    const menu = await screen.findByRole("button", { name: "View Broken" });
    await waitFor(() => expect(menu).toHaveTextContent("edited"));
    await user.click(menu);
    await user.click(await screen.findByRole("menuitem", { name: "Save the changes" }));
    await waitFor(() => expect(server.views[0]?.plan.search).toBe("ada"));
    await waitFor(() => expect(menu).not.toHaveTextContent("edited"));
  });
});
