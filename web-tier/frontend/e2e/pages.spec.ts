import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { call, signIn, watch } from "./session";

const WIDTHS = {
  wide: { width: 1440, height: 900 },
  narrow: { width: 375, height: 760 },
  least: { width: 320, height: 640 },
};

async function addresses(page: Page): Promise<Record<string, string>> {
  const list = await call<{ items: { workspace_id: string }[] }>(page, "GET", "/api/workspaces?limit=1");
  const runs = await call<{ items: { id: number }[] }>(page, "GET", "/api/admin/syncs?limit=1");
  const events = await call<{ items: { event_id: string }[] }>(page, "GET", "/api/events?limit=1");
  const advice = await call<{ items: { id: number }[] }>(page, "GET", "/api/recommendations?limit=1");
  const id = list.items[0]?.workspace_id ?? "";
  const number = advice.items[0]?.id ?? 1;
  const event = events.items[0]?.event_id ?? "none";
  return {
    overview: "/",
    workspaces: "/workspaces",
    "workspaces-filtered":
      "/workspaces?running_mode=AUTO_STOP&sort=-days_since_connected,user_name&density=comfortable",
    "workspaces-preview": `/workspaces?peek=${id}`,
    "workspaces-no-match": "/workspaces?q=nobody-is-called-this",
    "workspaces-refused": "/workspaces?frob=1",
    "fleet-past": `/workspaces?as_of=${new Date(Date.now() - 1_000).toISOString()}`,
    "fleet-compared": "/workspaces/compare",
    workspace: `/workspaces/${id}`,
    "workspace-usage": `/workspaces/${id}/usage`,
    "workspace-costs": `/workspaces/${id}/costs`,
    "workspace-experience": `/workspaces/${id}/experience`,
    "workspace-events": `/workspaces/${id}/events?kind=all`,
    "workspace-history": `/workspaces/${id}/history`,
    "workspace-past": `/workspaces/${id}/history?at=2026-01-01T00:00:00.000Z`,
    "workspace-json": `/workspaces/${id}/json`,
    "workspace-missing": "/workspaces/ws-000000000",
    usage: "/usage",
    "usage-tables": "/usage?table=usage-months,distribution,usage-by,fleet-days,week,users-by-hour",
    "usage-lines": "/usage/lines",
    "usage-days": "/usage/days",
    "usage-hours": "/usage/hours",
    costs: "/costs?by=tag.department",
    "costs-tables": "/costs?table=cost-months,bill,cost-by",
    "costs-lines": "/costs/lines",
    chargeback: "/costs/chargeback?by=tag.department",
    audit: `/audit?read_only=false&peek=${event}`,
    "audit-event": `/audit/${event}`,
    recommendations: `/recommendations?peek=${number}`,
    recommendation: `/recommendations/${number}`,
    ask: "/ask",
    "ask-answer": "/ask?q=How+many+WorkSpaces+are+there+by+Region%3F&q=delete+them",
    "what-if": "/costs/what-if?change=to.mode%3DCHEAPEST&price=percent%3D5",
    reports: "/reports",
    "report-schedules": "/reports/schedules",
    "report-emails": "/reports/emails",
    coverage: "/coverage",
    syncs: "/syncs",
    sync: `/syncs/${runs.items[0]?.id ?? 1}`,
    users: "/admin/users",
    accounts: "/admin/accounts",
    schedules: "/admin/schedules",
    settings: "/admin/settings",
    system: "/admin/system",
    "audit-log": "/admin/audit?kind=auth",
    prices: "/admin/prices",
    profile: "/profile",
    "not-found": "/there-is-nothing-here",
  };
}

async function settle(page: Page): Promise<void> {
  await expect(page.locator("main")).toBeVisible();
  await expect(page.locator("[data-loading], .animate-pulse-soft")).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
}

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function audit(page: Page, tags = [...WCAG, "best-practice"]): Promise<string[]> {
  // The same rules in a third of the time: no second page to put frames together (there are none), no list of what passed.
  const builder = new AxeBuilder({ page })
    .options({ resultTypes: ["violations"] })
    .withTags(tags)
    .setLegacyMode();
  const { violations } = await builder.analyze();
  return violations.map(
    (each) => `${each.id}: ${each.help}\n${each.nodes.map((node) => `    ${node.html}`).join("\n")}`,
  );
}

/** How far the page moved by itself while it loaded (CLS). */
const layoutShift = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let total = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & {
            value: number;
            hadRecentInput: boolean;
          })[]) {
            if (!entry.hadRecentInput) total += entry.value;
          }
        }).observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(total)));
      }),
  );

// Colours are the theme's matter and structure the width's: each theme is loaded and audited whole at another width.
for (const [theme, loadedAt, others] of [
  ["light", "wide", ["narrow", "least"]],
  ["dark", "narrow", ["wide"]],
] as const) {
  test(`every page in the ${theme} theme: looks, no violation, no shift, no overflow`, async ({ page }) => {
    test.setTimeout(600_000);
    const said = watch(page);
    await page.addInitScript((choice) => localStorage.setItem("wsi.theme", choice), theme);
    await page.goto("/sign-in");
    await page.screenshot({ path: `test-results/pages/sign-in-wide-${theme}.png` });
    expect.soft(await audit(page), "sign-in").toEqual([]);
    await signIn(page);
    for (const [name, address] of Object.entries(await addresses(page))) {
      await test.step(name, async () => {
        await page.setViewportSize(WIDTHS[loadedAt]);
        await page.goto(address);
        for (const width of [loadedAt, ...others]) {
          await page.setViewportSize(WIDTHS[width]);
          await settle(page);
          await page.screenshot({ path: `test-results/pages/${name}-${width}-${theme}.png` });
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          expect.soft(overflow, `${name} ${width} does not scroll sideways`).toBeLessThanOrEqual(0);
          if (width !== loadedAt) continue;
          expect.soft(await layoutShift(page), `${name} ${width} does not move`).toBeLessThan(0.02);
          expect.soft(await audit(page), `${name} ${width}`).toEqual([]);
        }
      });
    }
    expect(said).toEqual([]);
  });

  test(`dialogs and menus in the ${theme} theme: looks and no violation`, async ({ page }) => {
    await page.addInitScript((choice) => localStorage.setItem("wsi.theme", choice), theme);
    await signIn(page);
    const shown = async (name: string) => {
      await page.screenshot({ path: `test-results/pages/${name}-wide-${theme}.png`, animations: "disabled" });
      // An open menu stands outside of the landmarks by design, which the best practices would refuse.
      expect.soft(await audit(page, WCAG), name).toEqual([]);
      await page.keyboard.press("Escape");
    };
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("a");
    await shown("palette");
    await page.keyboard.press("?");
    await shown("shortcuts");
    await page.getByRole("button", { name: /Account of/ }).click();
    await shown("user-menu");
    await page.goto("/workspaces");
    await page.getByRole("button", { name: "Columns" }).click();
    await shown("columns");
    await page.getByRole("button", { name: "Views" }).click();
    await shown("views");
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("menuitem", { name: "Save as a new view" }).click();
    await page.getByRole("dialog").getByLabel("Name").waitFor();
    await shown("view-form");
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await expect(page.getByRole("combobox")).toBeFocused();
    await page.keyboard.type("sta");
    await shown("filter-field");
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByRole("option", { name: "State", exact: true }).click();
    await page.getByRole("option", { name: "is", exact: true }).click();
    await shown("filter-value");
    await page.getByRole("button", { name: "Export this view" }).click();
    await shown("export");
    await page.goto("/recommendations");
    await page.locator("tbody tr[data-index] input").first().check();
    await page.getByRole("button", { name: "Script…" }).click();
    await expect(page.getByRole("region", { name: "Script" })).toBeVisible();
    await shown("script");
    await page.getByRole("button", { name: "Snooze…" }).click();
    await expect(page.getByLabel("Until")).toBeFocused();
    await shown("snooze");
    await page.goto("/costs/chargeback");
    await page.getByRole("button", { name: "Lock the month" }).click();
    await expect(page.getByLabel("Reason")).toBeFocused();
    await shown("lock-month");
    await page.goto("/reports?new=1");
    await expect(page.getByRole("dialog", { name: "New report" })).toBeVisible();
    await shown("report-form");
    await page.goto("/reports/schedules?edit=new");
    await page.getByLabel("Time zone").waitFor();
    await shown("report-schedule-form");
    await page.goto("/profile");
    await page.getByRole("button", { name: "New token" }).click();
    await page.getByRole("dialog").getByLabel("Name").waitFor();
    await shown("token-form");
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.getByLabel("Current password").waitFor();
    await shown("password-form");
    await page.goto("/admin/audit");
    await page.getByRole("table", { name: "Audit log" }).getByRole("button").first().click();
    await shown("audit-log-entry");
    await page.goto("/admin/users");
    await page.getByRole("button", { name: "Add user" }).click();
    await shown("user-form");
    await page.goto("/admin/accounts");
    await page.getByRole("button", { name: "Add account" }).click();
    await shown("account-form");
    await page.getByRole("button", { name: "Find all of the organization" }).first().click();
    await shown("discover-form");
    await page.goto("/admin/prices");
    await page.getByRole("button", { name: "Add price" }).first().click();
    await shown("price-form");
    await page.goto("/admin/schedules");
    await page.getByRole("button", { name: "Add schedule" }).first().click();
    await shown("schedule-form");
  });
}
