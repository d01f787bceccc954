import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http } from "msw";
import { describe, expect, test } from "vitest";
import { problem, server } from "./mocks/handlers";
import { renderAt, searchOf } from "./render";
import { network } from "./setup";

const table = () => screen.findByRole("table", { name: "WorkSpaces" });
const bodyRows = (within_: HTMLElement) =>
  within(within_)
    .getAllByRole("row")
    .filter((row) => row.hasAttribute("data-index"));

async function ready() {
  const found = await table();
  await waitFor(() => expect(bodyRows(found).length).toBeGreaterThan(0));
  return found;
}

describe("the explorer", () => {
  test("shows the rows of the server with its total, and only those near the window", async () => {
    renderAt("/workspaces");
    const found = await ready();
    expect(found).toHaveAttribute("aria-rowcount", "484");
    expect(bodyRows(found).length).toBeLessThan(80);
    expect(bodyRows(found)[0]).toHaveAttribute("aria-rowindex", "2");
    expect(screen.getByText("483")).toBeVisible();
    expect(server.listRequests[0]).toContain("limit=100");
    expect(server.listRequests[0]).toContain("fields=");
  });

  test("going back restores the previous search", async () => {
    const { router } = renderAt("/workspaces?q=a");
    const box = await screen.findByLabelText("Search");
    await userEvent.type(box, "da");
    await waitFor(() => expect(searchOf(router).get("q")).toBe("ada"));
    expect(box).toHaveValue("ada");
    await router.navigate(-1);
    await waitFor(() => expect(screen.getByLabelText("Search")).toHaveValue("a"));
  });

  test("typing in the middle keeps the place of the cursor", async () => {
    renderAt("/workspaces?q=aa");
    const box = await screen.findByLabelText<HTMLInputElement>("Search");
    await userEvent.type(box, "d", { initialSelectionStart: 1 });
    expect(box).toHaveValue("ada");
    expect(box.selectionStart).toBe(2);
  });

  test("no match is not empty: the filters can be cleared", async () => {
    const { router } = renderAt("/workspaces?q=zzzz&state=ERROR");
    expect(await screen.findByText("No WorkSpaces match")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Clear the search and the filters" }));
    await ready();
    expect(router.state.location.search).toBe("");
  });

  test("empty says why and offers the sync that fills it", async () => {
    server.fleet = [];
    renderAt("/workspaces");
    expect(await screen.findByText("No WorkSpaces yet")).toBeVisible();
    expect(within(screen.getByRole("main")).getByRole("button", { name: "Sync now" })).toBeVisible();
    expect(screen.queryByText("No WorkSpaces match")).not.toBeInTheDocument();
  });

  test("a refused filter shows the server's words, and clearing it helps", async () => {
    network.use(
      http.get("*/api/workspaces", ({ request }) =>
        request.url.includes("frob")
          ? problem(422, "Invalid", "unknown field 'frob' of workspaces")
          : undefined,
      ),
    );
    renderAt("/workspaces?frob=1");
    expect(await screen.findByText(/unknown field 'frob' of workspaces/)).toBeVisible();
    expect(screen.getByText("req-1234")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Clear the search and the filters" }));
    await ready();
  });

  test("a failed list is tried again on demand", async () => {
    let down = true;
    network.use(
      http.get("*/api/workspaces", () => (down ? problem(500, "Error", "The database is away.") : undefined)),
    );
    renderAt("/workspaces");
    expect(await screen.findByText("Could not load the WorkSpaces")).toBeVisible();
    down = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await ready();
  });

  test("a facet narrows the list, stands as a chip, and going back takes it away", async () => {
    const { router } = renderAt("/workspaces");
    await ready();
    const state = await screen.findByRole("group", { name: "State" });
    await userEvent.click(await within(state).findByRole("checkbox", { name: /Error/ }));
    expect(searchOf(router).getAll("state")).toEqual(["ERROR"]);
    const chip = await screen.findByRole("button", { name: /State is Error/, description: "" });
    expect(chip).toBeVisible();
    await waitFor(() => expect(server.listRequests.at(-1)).toContain("state=ERROR"));
    await router.navigate(-1);
    await waitFor(() =>
      expect(
        screen.queryByRole("button", { name: /Remove the filter State is Error/ }),
      ).not.toBeInTheDocument(),
    );
  });

  test("a filter is written field by field from the catalogue, or straight from one of its values", async () => {
    const user = userEvent.setup();
    const { router } = renderAt("/workspaces");
    await ready();
    const write = async () => {
      await user.click(screen.getByRole("button", { name: "Filter" }));
      await waitFor(() => expect(screen.getByRole("combobox")).toHaveFocus());
    };
    await write();
    await user.keyboard("always{Enter}");
    expect(searchOf(router).getAll("running_mode")).toEqual(["ALWAYS_ON"]);
    await write();
    await user.keyboard("days since{Enter}");
    await user.keyboard("more{Enter}");
    await user.type(await screen.findByRole("spinbutton"), "30{Enter}");
    expect(searchOf(router).get("days_since_connected.gt")).toBe("30");
    expect(
      screen.getByRole("button", { name: /Remove the filter Days since connected is more than 30/ }),
    ).toBeVisible();
  });

  test("headers sort, with Shift by one more column", async () => {
    const user = userEvent.setup();
    const { router } = renderAt("/workspaces");
    const found = await ready();
    await user.click(within(found).getByRole("button", { name: "State" }));
    expect(searchOf(router).get("sort")).toBe("state");
    await user.keyboard("{Shift>}");
    await user.click(within(found).getByRole("button", { name: /^User/ }));
    await user.keyboard("{/Shift}");
    expect(searchOf(router).get("sort")).toBe("state,user_name");
    await user.click(within(found).getByRole("button", { name: /^State/ }));
    expect(searchOf(router).get("sort")).toBe("-state");
    expect(within(found).getByRole("columnheader", { name: /State/ })).toHaveAttribute(
      "aria-sort",
      "descending",
    );
  });

  test("columns are chosen and ordered, and the address keeps them", async () => {
    const user = userEvent.setup();
    const { router } = renderAt("/workspaces");
    const found = await ready();
    await user.click(screen.getByRole("button", { name: "Columns" }));
    const dialog = await screen.findByRole("dialog", { name: "Columns" });
    await user.click(await within(dialog).findByRole("button", { name: "Remove Connection" }));
    await user.click(within(dialog).getByRole("button", { name: "Move State up" }));
    await user.click(within(dialog).getByRole("checkbox", { name: /IP address/ }));
    const columns = searchOf(router).get("columns")?.split(",") ?? [];
    expect(columns.slice(0, 2)).toEqual(["state", "user_name"]);
    expect(columns).not.toContain("connection_state");
    expect(columns.at(-1)).toBe("ip_address");
    await user.click(within(dialog).getByRole("button", { name: "Reset" }));
    expect(searchOf(router).has("columns")).toBe(false);
    await user.keyboard("{Escape}");
    expect(within(found).getByRole("columnheader", { name: /Connection/ })).toBeVisible();
  });

  test("the keyboard walks the rows, previews and selects", async () => {
    const user = userEvent.setup();
    const { router } = renderAt("/workspaces");
    const found = await ready();
    await user.keyboard("jj");
    const second = bodyRows(found)[1] as HTMLElement;
    await waitFor(() => expect(within(second).getByRole("link")).toHaveFocus());
    await user.keyboard("x");
    expect(await screen.findByText("1 WorkSpace selected")).toBeVisible();
    await user.keyboard(" ");
    expect(searchOf(router).get("peek")).toMatch(/^ws-/);
    expect(await screen.findByRole("complementary", { name: "Preview" })).toBeVisible();
    await user.keyboard("{Escape}");
    expect(searchOf(router).has("peek")).toBe(false);
  });

  test("hostile values are text", async () => {
    renderAt("/workspaces?q=%3Cimg");
    await ready();
    expect(await screen.findByText("<img src=x onerror=alert(1)>")).toBeVisible();
    expect(document.querySelector("img")).toBeNull();
  });

  test("a row of nulls says unknown", async () => {
    const id = String(server.fleet[3]?.workspace_id);
    renderAt(`/workspaces/${id}`);
    expect(await screen.findByRole("heading", { name: id, level: 1 })).toBeVisible();
    expect(await screen.findAllByText("unknown")).not.toHaveLength(0);
  });
});
