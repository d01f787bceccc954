import { readFileSync } from "node:fs";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { renderAt } from "./render";

const script = readFileSync("public/theme.js", "utf8");
const beforeFirstPaint = () => {
  new Function(script)();
  return document.documentElement.dataset.theme;
};
const systemIs = (dark: boolean) =>
  vi.stubGlobal("matchMedia", (query: string) => ({
    matches: query.includes("dark") ? dark : query.includes("min-width"),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));

describe("the theme", () => {
  test("is set before the first paint from the choice, or from the system", () => {
    systemIs(true);
    expect(beforeFirstPaint()).toBe("dark");
    localStorage.setItem("wsi.theme", "light");
    expect(beforeFirstPaint()).toBe("light");
    systemIs(false);
    localStorage.setItem("wsi.theme", "nonsense");
    expect(beforeFirstPaint()).toBe("light");
  });

  test("is chosen on the profile and kept", async () => {
    renderAt("/profile");
    await userEvent.click(await screen.findByRole("radio", { name: "Dark" }));
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(localStorage.getItem("wsi.theme")).toBe("dark");
    await userEvent.click(screen.getByRole("radio", { name: "System" }));
    expect(document.documentElement.dataset.theme).toBe("light");
    expect(localStorage.getItem("wsi.theme")).toBeNull();
  });
});

/** Relative luminance and contrast: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [r = 0, g = 0, blue = 0] = [1, 3, 5].map((at) => {
      const c = parseInt(hex.slice(at, at + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function tokens(theme: "light" | "dark"): Record<string, string> {
  const css = readFileSync("src/styles/tokens.css", "utf8");
  const block = css.slice(css.indexOf(`[data-theme="${theme}"]`)).split("}")[0] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1] ?? "", m[2] ?? ""]),
  );
}

describe.each(["light", "dark"] as const)("contrast of the %s theme (WCAG 2.2 AA)", (name) => {
  const token = tokens(name);
  const of = (key: string) => token[key] ?? "";
  const layers = ["canvas", "surface", "raised", "sunken", "hover", "selected"];

  test.each(["ink", "ink-muted", "ink-faint"])("%s is readable on every layer", (ink) => {
    for (const layer of layers) expect(contrast(of(ink), of(layer)), layer).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["ok", "warn", "danger", "info"])(
    "%s is readable on layers and on its own soft ground",
    (tone) => {
      for (const layer of ["canvas", "surface", "raised", "hover", "selected", `${tone}-soft`]) {
        expect(contrast(of(tone), of(layer)), layer).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  test("the accent is readable as text, under text, and its controls stand out", () => {
    for (const layer of [...layers, "accent-soft"]) {
      expect(contrast(of("accent-ink"), of(layer)), layer).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(of("on-accent"), of("accent"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of("on-accent"), of("accent-hover"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of("control"), of("surface"))).toBeGreaterThanOrEqual(3);
    expect(contrast(of("accent"), of("surface"))).toBeGreaterThanOrEqual(3);
  });
});
