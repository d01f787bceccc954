import { defineConfig } from "@playwright/test";

/** Journeys through Nginx on the running stack, in the system's own Chromium: no browser is downloaded. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/run",
  workers: 2,
  // the journeys sync and change things, so they go first, one after the other; the pages are only looked at
  projects: [
    { name: "journeys", testIgnore: "pages.spec.ts" },
    { name: "pages", testMatch: "pages.spec.ts", fullyParallel: true, dependencies: ["journeys"] },
  ],
  // a busy machine may move a frame; what fails twice is broken
  retries: process.env.CI ? 1 : 0,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    baseURL: process.env.E2E_BASE_URL ?? "http://127.0.0.1:8080",
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    },
    screenshot: "only-on-failure",
    trace: "off",
  },
});
