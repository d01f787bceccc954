import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http } from "msw";
import { describe, expect, test } from "vitest";
import { session } from "@/api/session";
import { problem, server } from "./mocks/handlers";
import { renderAt } from "./render";
import { network } from "./setup";

async function signIn(password: string) {
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("User name"), "ada");
  await user.type(screen.getByLabelText("Password"), password);
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  return user;
}

describe("signing in", () => {
  test("a wrong password says so, keeps the name and empties the password", async () => {
    renderAt("/sign-in", { token: null });
    await signIn("wrong");
    expect(await screen.findByRole("alert")).toHaveTextContent("The user name or the password is not right.");
    expect(screen.getByLabelText("User name")).toHaveValue("ada");
    expect(screen.getByLabelText("Password")).toHaveValue("");
    expect(screen.getByLabelText("Password")).toHaveFocus();
  });

  test("nothing is sent while a field is empty", async () => {
    renderAt("/sign-in", { token: null });
    await userEvent.click(await screen.findByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("Enter your user name")).toBeVisible();
    expect(screen.getByLabelText("User name")).toHaveAccessibleDescription("Enter your user name");
  });

  test("the right password leads to the address that was asked for", async () => {
    const { router } = renderAt("/workspaces?state=ERROR", { token: null });
    await screen.findByRole("form", { name: "Sign in" });
    expect(router.state.location.pathname).toBe("/sign-in");
    await signIn("right password");
    expect(await screen.findByRole("heading", { name: "WorkSpaces", level: 1 })).toBeVisible();
    expect(router.state.location.search).toBe("?state=ERROR");
    expect(session.token()).toBe("good-token");
  });

  test("an address of another site is not followed", async () => {
    const { router } = renderAt("/sign-in?next=%2F%2Fevil.example", { token: null });
    await signIn("right password");
    await screen.findByRole("heading", { name: "Overview" });
    expect(router.state.location.pathname).toBe("/");
  });

  test("who has a second factor is asked for a code, and again for a right one", async () => {
    const sent: unknown[] = [];
    network.use(
      http.post("*/api/auth/login", async ({ request }) => {
        const body = (await request.clone().json()) as { otp?: string };
        sent.push(body);
        if (body.otp === "123456") return undefined;
        const lacking = body.otp ? "wrong" : "required";
        return problem(401, "Not signed in", `A code is ${lacking}.`, { second_factor: lacking });
      }),
    );
    renderAt("/sign-in", { token: null });
    const user = await signIn("right password");
    const code = await screen.findByLabelText("Code");
    expect(code).toHaveFocus();
    expect(screen.getByLabelText("Password")).toHaveValue("right password");
    await user.type(code, "000000");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByText("A code is wrong.")).toBeVisible();
    await waitFor(() => expect(code).toHaveValue(""));
    await user.type(code, "123456");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("heading", { name: "Overview" })).toBeVisible();
    expect(sent[0]).not.toHaveProperty("otp");
  });

  test("too many attempts, a service that is away and a network that is away each say what to do", async () => {
    network.use(
      http.post("*/api/auth/login", () => problem(503, "Service Unavailable", "Redis does not answer.")),
    );
    renderAt("/sign-in", { token: null });
    await signIn("right password");
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "A service is unavailable. Redis does not answer.",
    );
  });
});

describe("the end of a session", () => {
  test("an expired token leads to sign-in once, with the reason and the way back", async () => {
    const { router } = renderAt("/workspaces?q=ada", { token: "old-token" });
    expect(await screen.findByText(/Your session has ended/)).toBeVisible();
    expect(router.state.location.pathname).toBe("/sign-in");
    expect(new URLSearchParams(router.state.location.search).get("next")).toBe("/workspaces?q=ada");
    expect(session.token()).toBeNull();
  });

  test("a late 401 to an older token does not end the new session", () => {
    session.begin("new");
    session.end("expired", "old");
    expect(session.token()).toBe("new");
  });

  test("signing out forgets the token even when the server is away", async () => {
    network.use(http.post("*/api/auth/logout", () => problem(503, "Service Unavailable", "Down.")));
    const user = userEvent.setup();
    renderAt("/profile");
    await user.click(await screen.findByRole("button", { name: /Account of/ }));
    await user.click(await screen.findByRole("menuitem", { name: "Sign out" }));
    expect(await screen.findByText("You are signed out.")).toBeVisible();
    expect(session.token()).toBeNull();
  });
});

describe("roles", () => {
  test("a viewer sees no sync button, no administration, and is told why on such a page", async () => {
    server.role = "viewer";
    renderAt("/admin/users");
    expect(await screen.findByText("You are not allowed to see this page")).toBeVisible();
    expect(screen.queryByRole("button", { name: /Sync/ })).not.toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Users" })).not.toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Coverage" })).toBeInTheDocument();
  });

  test("the demo estate is announced on every page", async () => {
    renderAt("/profile");
    await waitFor(() => expect(screen.getByText("Demo estate")).toBeInTheDocument());
  });
});
