import { expect, test } from "vitest";
import { agentText } from "@/services/sessions";
import { expiryOf } from "@/services/renewal";
import { actionText, auditParams } from "@/services/auditLog";

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0",
    "Edge on Windows",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/604.1",
    "Safari on iOS",
  ],
  ["curl/8.5.0", "curl"],
  ["inventory-script/2 (cron)", "inventory-script/2"],
  [null, "Unknown browser"],
])("a session is told by its browser: %s", (agent, told) => {
  expect(agentText(agent)).toBe(told);
});

test("a token says when it ends, and what is no token says nothing", () => {
  const body = window.btoa(JSON.stringify({ sub: "1", exp: 1_800_000_000 })).replace(/=+$/, "");
  expect(expiryOf(`h.${body}.s`)).toBe(1_800_000_000);
  expect([expiryOf("wsi_abc"), expiryOf("h.!.s"), expiryOf("h.bnVsbA.s")]).toEqual([null, null, null]);
});

test("the audit log is asked for whole days, the last one included", () => {
  const asked = auditParams({ q: "ada", kind: "report", from: "2026-02-27", to: "2026-02-28" });
  expect(asked.toString()).toBe("q=ada&action=report.*&at.gte=2026-02-27&at.lt=2026-03-01");
  expect(actionText("auth.login_failed")).toBe("Signing in · Login failed");
});
