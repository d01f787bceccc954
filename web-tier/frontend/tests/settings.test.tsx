import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { makeSetting, server } from "./mocks/handlers";
import { renderAt } from "./render";

const form = () => screen.findByRole("form", { name: "Settings" });

test("only what is changed and valid is saved, a default as null, and a wrong value is told at its field", async () => {
  server.settings = [
    makeSetting({ name: "weeks", label: "Weeks", value: 12, minimum: 2, maximum: 26, unit: "weeks" }),
    makeSetting({ name: "interval", label: "Interval", default: 80, minimum: 50, maximum: 99, unit: "%" }),
    makeSetting({ name: "holidays", label: "Holidays", group: "Calendar", type: "days", default: [] }),
  ];
  const user = userEvent.setup();
  renderAt("/admin/settings");
  const found = within(await form());
  const interval = found.getByLabelText("Interval");
  await user.clear(interval);
  await user.type(interval, "120");
  expect(interval).toHaveAccessibleDescription(/From 50 to 99 %/);
  expect(found.getByRole("button", { name: "Save" })).toBeDisabled();
  await user.clear(interval);
  await user.type(interval, "95");
  await user.click(found.getByRole("button", { name: "Set Weeks back to its default" }));
  await user.type(found.getByLabelText("Holidays"), "2026-13-01");
  expect(found.getByLabelText("Holidays")).toHaveAccessibleDescription(/“2026-13-01” is no day/);
  await user.clear(found.getByLabelText("Holidays"));
  expect(found.getByText("2 changes not saved")).toBeVisible();
  await user.click(found.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(server.settingChanges).toEqual([{ weeks: null, interval: 95 }]));
  expect(await found.findByText("Everything is saved")).toBeVisible();
  expect(interval).toHaveAccessibleDescription(/Default: 80 %. Changed by ada/);
});

test("a new API token is shown once", async () => {
  const user = userEvent.setup();
  renderAt("/profile");
  await user.click(await screen.findByRole("button", { name: "New token" }));
  const dialog = within(await screen.findByRole("dialog", { name: "New API token" }));
  await user.type(await dialog.findByLabelText("Name"), "nightly export");
  await user.click(dialog.getByRole("checkbox", { name: "Start syncs" }));
  await user.click(dialog.getByRole("button", { name: "Make the token" }));
  expect(await dialog.findByLabelText("Token nightly export")).toHaveTextContent("wsi_4Jd0aQ-and-the-rest");
  expect(server.tokens[0]?.scope).toEqual(["read", "sync"]);
  await user.click(dialog.getByRole("button", { name: "I have copied it" }));
  const table = await screen.findByRole("table", { name: "API tokens" });
  expect(await within(table).findByRole("button", { name: /Revoke ?nightly export/ })).toBeVisible();
  expect(screen.queryByText("wsi_4Jd0aQ-and-the-rest")).not.toBeInTheDocument();
});
