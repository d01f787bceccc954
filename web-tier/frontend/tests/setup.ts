import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { session } from "@/api/session";
import { handlers, resetServer } from "./mocks/handlers";

// A machine that does much at once may take a while to draw; no test waits for time to pass.
configure({ asyncUtilTimeout: 10_000 });

export const network = setupServer(...handlers);

/** jsdom lays nothing out: the table needs a window of some size to show rows in. */
function stubLayout(): void {
  const size = (value: number) => ({ configurable: true, get: () => value });
  Object.defineProperties(HTMLElement.prototype, {
    clientHeight: size(300),
    clientWidth: size(1200),
    offsetHeight: size(300),
    offsetWidth: size(1200),
  });
  Element.prototype.scrollTo = function scrollTo(this: Element, to?: ScrollToOptions | number) {
    if (typeof to === "object") {
      this.scrollTop = to.top ?? this.scrollTop;
      this.scrollLeft = to.left ?? this.scrollLeft;
    }
  } as typeof Element.prototype.scrollTo;
  Element.prototype.scrollIntoView = () => undefined;
  Element.prototype.hasPointerCapture = () => false;
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {
        return undefined;
      }
      unobserve() {
        return undefined;
      }
      disconnect() {
        return undefined;
      }
    },
  );
}

/** A window of a desk: wide, light, with motion. */
function stubMedia(): void {
  vi.stubGlobal("matchMedia", (query: string) => ({
    matches: query.includes("min-width"),
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
}

const complaints: string[] = [];

beforeAll(() => {
  network.listen({ onUnhandledRequest: "error" });
});

beforeEach(() => {
  stubLayout();
  stubMedia();
  for (const level of ["error", "warn"] as const) {
    vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => {
      complaints.push(parts.map(String).join(" "));
    });
  }
});

afterEach(() => {
  cleanup();
  network.resetHandlers();
  resetServer();
  session.begin("none");
  session.end("signed-out");
  localStorage.clear();
  sessionStorage.clear();
  delete document.documentElement.dataset.theme;
  vi.unstubAllGlobals();
  const said = complaints.splice(0);
  if (said.length) throw new Error(`Nothing may complain on the console:\n${said.join("\n")}`);
});

afterAll(() => network.close());
