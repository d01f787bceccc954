import { expect, test } from "@playwright/test";
import { call, password, rows, signIn, username, watch } from "./session";

test("sign in, sync, find a WorkSpace, open it, reload, go back", async ({ page }) => {
  test.setTimeout(300_000);
  const said = watch(page);

  await test.step("a wrong password is told", async () => {
    await page.goto("/workspaces?density=comfortable");
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await page.getByLabel("User name").fill(username);
    await page.getByLabel("Password", { exact: true }).fill("certainly not this one");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toContainText("The user name or the password is not right.");
  });

  await test.step("the right one leads to the address asked for", async () => {
    await page.getByLabel("Password", { exact: true }).fill(password());
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/workspaces\?density=comfortable$/);
  });

  await test.step("a sync shows its progress while it runs and ends", async () => {
    await page.getByRole("button", { name: /^Sync (now|progress)$/ }).click();
    const progress = page.getByRole("dialog", { name: "Sync progress" });
    await expect(progress.getByRole("progressbar")).toBeVisible();
    await expect(progress.getByRole("listitem").first()).toBeVisible();
    await progress.getByRole("link", { name: /Open run/ }).click();
    await expect(page).toHaveURL(/\/syncs\/\d+$/);
    const run = page.getByRole("main").getByRole("progressbar");
    const done = async () => Number((await run.getAttribute("aria-valuenow")) ?? 0);
    const before = await done();
    const ended = page
      .getByRole("main")
      .locator("header")
      .getByText(/^(Succeeded|Partial)$/);
    // A run of the schedule over the same accounts is joined; that one may take minutes, so moving is enough.
    await expect
      .poll(async () => (await done()) > before || (await ended.isVisible()), { timeout: 120_000 })
      .toBe(true);
    await expect(page.getByRole("table", { name: "Steps" }).getByText("Succeeded").first()).toBeVisible();
  });

  let address = "";
  let first = "";
  await test.step("search, filter and facet narrow the list", async () => {
    await page.goto("/workspaces");
    await expect(rows(page).first()).toBeVisible();
    const facet = page.getByRole("group", { name: "Running mode" });
    await facet.getByRole("checkbox", { name: /AutoStop/ }).check();
    await expect(page).toHaveURL(/running_mode=AUTO_STOP/);
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await expect(page.getByRole("combobox")).toBeFocused();
    await page.keyboard.type("root volume");
    await page.getByRole("option", { name: /Root volume/ }).click();
    await page.getByRole("option", { name: "is at least" }).click();
    await page.getByRole("spinbutton").fill("1");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/root_volume_size_gib\.gte=1/);
    await page.getByRole("columnheader", { name: "State" }).getByRole("button").click();
    await expect(page).toHaveURL(/sort=state/);
    const name = (await rows(page).nth(2).getByRole("link").textContent()) ?? "";
    const answered = page.waitForResponse((each) => each.url().includes("/api/workspaces?q="));
    await page.getByRole("searchbox", { name: "Search", exact: true }).fill(name.slice(0, 3));
    await answered;
    await expect(page).toHaveURL(/q=/);
    await expect(page.locator("table[aria-label=WorkSpaces]")).toHaveAttribute("aria-busy", "false");
    address = page.url();
    first = (await rows(page).first().getByRole("link").textContent()) ?? "";
  });

  await test.step("a WorkSpace opens, and a reload shows it again", async () => {
    await rows(page).first().getByRole("link").click();
    await expect(page).toHaveURL(/\/workspaces\/ws-/);
    await expect(page.getByRole("heading", { name: "Identity" })).toBeVisible();
    const title = await page.getByRole("heading", { level: 1 }).textContent();
    await page.getByRole("link", { name: "History" }).click();
    await expect(page.getByRole("heading", { name: "Changes" })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title ?? "");
    await page.getByRole("link", { name: "JSON" }).click();
    await expect(page.getByRole("region", { name: "AWS’s answer" })).toContainText("WorkspaceId");
  });

  await test.step("going back restores the list exactly", async () => {
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await expect(page).toHaveURL(address);
    await expect(rows(page).first().getByRole("link")).toHaveText(first);
    await expect(
      page.getByRole("button", { name: /Remove the filter Running mode is AutoStop/ }),
    ).toBeVisible();
  });

  expect(said).toEqual([]);
});

test("the place in a long list survives opening a row and a reload", async ({ page }) => {
  await signIn(page);
  await page.goto("/workspaces");
  await expect(rows(page).first()).toBeVisible();
  const scroller = page.getByRole("region", { name: "WorkSpaces, table" });
  await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
  const middle = Number(await page.locator("table[aria-label=WorkSpaces]").getAttribute("aria-rowcount")) / 2;
  const row = page.locator(`tr[data-index="${Math.round(middle) + 4}"]`);
  await expect(row.getByRole("link")).toBeVisible();
  const name = (await row.getByRole("link").textContent()) ?? "";
  const where = await row.boundingBox();
  await row.getByRole("link").click();
  await expect(page).toHaveURL(/\/workspaces\/ws-/);
  await page.goBack();
  await expect(row.getByRole("link")).toHaveText(name);
  expect(Math.abs(((await row.boundingBox())?.y ?? 0) - (where?.y ?? 0))).toBeLessThan(2);
  await page.reload();
  await expect(row.getByRole("link")).toHaveText(name);
  expect(Math.abs(((await row.boundingBox())?.y ?? 0) - (where?.y ?? 0))).toBeLessThan(2);
});

test("a viewer reads, and sees nothing that only others may do", async ({ page, browser }) => {
  await signIn(page);
  const viewer = { username: `viewer-${Date.now()}`, password: `reads only ${Date.now()}` };
  const { id } = await call<{ id: number }>(page, "POST", "/api/users", {
    ...viewer,
    email: `${viewer.username}@example.com`,
    role: "viewer",
  });
  const context = await browser.newContext();
  const other = await context.newPage();
  await signIn(other, viewer.username, viewer.password);
  await other.getByRole("link", { name: "WorkSpaces", exact: true }).click();
  await expect(rows(other).first()).toBeVisible();
  await expect(other.getByRole("button", { name: /^Sync/ })).toHaveCount(0);
  await expect(other.getByRole("link", { name: "Users" })).toHaveCount(0);
  await other.goto("/admin/users");
  await expect(other.getByText("You are not allowed to see this page")).toBeVisible();
  await context.close();
  await call(page, "DELETE", `/api/users/${id}`);
});

test("the keyboard alone signs in, finds a WorkSpace and walks the list", async ({ page }) => {
  await page.goto("/sign-in");
  await expect(page.getByLabel("User name")).toBeFocused();
  await page.keyboard.type(username);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password());
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();

  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await expect(rows(page).first()).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(rows(page).nth(1).getByRole("link")).toBeFocused();
  const name = (await rows(page).nth(1).getByRole("link").textContent()) ?? "";
  await page.keyboard.press("Space");
  await expect(page.getByRole("complementary", { name: "Preview" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search", exact: true })).toBeFocused();

  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search or jump to" });
  await expect(palette).toBeVisible();
  await page.keyboard.type(name);
  await expect(palette.getByRole("group", { name: "WorkSpaces" }).getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/workspaces\/ws-/);
  await expect(page.getByRole("heading", { name: "Identity" })).toBeVisible();

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toBeVisible();
});

test("from a bar of the costs to a WorkSpace, through its tabs, and its view into a file", async ({
  page,
}) => {
  test.setTimeout(600_000);
  const said = watch(page);
  await signIn(page);
  await call(page, "POST", "/api/admin/sync", { collectors: ["usage", "prices", "events"] });
  const modelled = {
    dataset: "costs",
    filters: [{ field: "kind", op: "eq", value: "auto_stop_hour" }],
    measures: [{ agg: "sum", field: "cost" }],
  };
  const known = async () =>
    (await call<{ rows: (number | null)[][] }>(page, "POST", "/api/query", modelled)).rows[0]?.[0] ?? 0;
  await expect.poll(known, { timeout: 400_000, intervals: [2_000] }).toBeGreaterThan(0);

  await test.step("a bar leads to the charges behind it, and a charge to its WorkSpace", async () => {
    await page.goto("/costs?by=running_mode");
    await page
      .getByRole("list", { name: "Cost by Running mode" })
      .getByRole("link", { name: /AutoStop/ })
      .click();
    await expect(page).toHaveURL(/\/costs\/lines\?month=.*running_mode=AUTO_STOP/);
    const charge = page.locator("tbody tr[data-index]").filter({ hasText: "AutoStop hours" }).first();
    await charge.getByRole("link").click();
    await expect(page).toHaveURL(/\/workspaces\/ws-[^/]+\/costs\?month=/);
    await expect(page.getByRole("heading", { name: /^How .* comes about$/ })).toBeVisible();
    await expect(page.getByRole("figure", { name: "Cost of a month by its hours" })).toBeVisible();
  });

  await test.step("its days, read by the keyboard, show their sessions", async () => {
    await page.getByRole("link", { name: "Usage", exact: true }).last().click();
    const calendar = page.getByRole("figure", { name: "Connected hours per day" });
    await calendar.locator('button[tabindex="0"]').focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/day=20\d\d-\d\d-\d\d/);
    await page.goBack();
    await expect(page).not.toHaveURL(/day=/);
  });

  await test.step("who did what, and how it was before", async () => {
    await page.getByRole("link", { name: "Experience", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Latency" })).toBeVisible();
    await page.getByRole("link", { name: "Events", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Who did what" })).toBeVisible();
    await page.getByRole("link", { name: "History", exact: true }).click();
    await page.getByRole("slider", { name: "Moment" }).press("Home");
    await expect(page).toHaveURL(/at=/);
    await page.getByRole("button", { name: "Now", exact: true }).click();
    await expect(page).not.toHaveURL(/at=/);
  });

  await test.step("an event of the audit opens beside the list, with what was asked", async () => {
    await page.goto("/audit?event_name=ModifyWorkspaceProperties");
    await page.locator("tbody tr[data-index]").first().locator("td").nth(2).click();
    await expect(
      page.getByRole("complementary", { name: "Preview" }).getByRole("region", { name: "Request" }),
    ).toContainText("workspaceId");
  });

  await test.step("the view becomes a file", async () => {
    await page.getByRole("button", { name: "Export this view" }).click();
    await page.getByLabel("Name").fill("Who changed what");
    await page.getByRole("button", { name: "Export", exact: true }).click();
    await expect(page).toHaveURL(/\/reports$/);
    const download = page.waitForEvent("download", { timeout: 120_000 });
    await page
      .getByRole("button", { name: /^Download ?Who changed what$/ })
      .first()
      .click({ timeout: 100_000 });
    expect((await download).suggestedFilename()).toMatch(/^Who-changed-what-.*\.xlsx$/);
  });
  expect(said).toEqual([]);
});
