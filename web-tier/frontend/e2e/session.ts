import { expect, type Page } from "@playwright/test";

export const username = process.env.E2E_USERNAME ?? "admin";

export function password(): string {
  const given = process.env.E2E_PASSWORD;
  if (!given) throw new Error("E2E_PASSWORD holds the password of the user of the journeys; it is not set.");
  return given;
}

export async function signIn(page: Page, name = username, secret = password()): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("User name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
}

/** Collects what goes wrong in the browser: errors of the page, of the console, of the policy. */
export function watch(page: Page): string[] {
  const said: string[] = [];
  page.on("pageerror", (error) => said.push(error.message));
  page.on("console", (message) => {
    // The browser itself reports each refused request; the journeys expect some.
    const refused = /Failed to load resource/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !refused) said.push(message.text());
  });
  return said;
}

/** A call of the API as the signed-in user, for what a journey needs before it starts. */
export async function call<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  return page.evaluate(
    async ({ method, path, body }) => {
      const response = await fetch(path, {
        method,
        headers: {
          Authorization: `Bearer ${localStorage.getItem("wsi.token") ?? ""}`,
          "Content-Type": "application/json",
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok && response.status !== 409) throw new Error(`${method} ${path}: ${response.status}`);
      return response.status === 204 ? null : response.json();
    },
    { method, path, body },
  ) as Promise<T>;
}

/** Rows of the table that are loaded. */
export function rows(page: Page) {
  return page.locator("table[aria-label=WorkSpaces] tbody tr[data-index]");
}
