import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Outlet, useLocation, useNavigate, useNavigation } from "react-router-dom";
import { Dialog } from "@/components/ui/Dialog";
import { useShortcuts } from "@/lib/shortcuts";
import { useStoredFlag } from "@/lib/useStored";
import { useMe } from "@/services/auth";
import { useLiveUpdates } from "@/services/live";
import { useRenewal } from "@/services/renewal";
import { DemoBanner } from "./DemoBanner";
import { NavList } from "./NavList";
import { destinations } from "./navigation";
import { SideNav } from "./SideNav";
import { TopBar } from "./TopBar";

const ShortcutsDialog = lazy(async () => ({ default: (await import("./ShortcutsDialog")).ShortcutsDialog }));
const Palette = lazy(async () => ({ default: (await import("./Palette")).Palette }));

/** Everything around a page: navigation, top bar, palette, live updates. */
export function Shell() {
  const [narrow, setNarrow] = useStoredFlag("wsi.nav-narrow", false);
  const [menu, setMenu] = useState(false);
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const navigate = useNavigate();
  const user = useMe();
  const main = useRef<HTMLElement>(null);
  const loading = useNavigation().state === "loading";
  const section = useLocation().pathname.split("/").slice(0, 3).join("/");
  const shown = useRef(section);
  useLiveUpdates();
  useRenewal();
  useShortcuts({
    "mod+k": (event) => {
      event.preventDefault();
      setPalette((open) => !open);
    },
    "?": () => setHelp(true),
    "[": () => setNarrow(!narrow),
    ...Object.fromEntries(
      destinations(user).flatMap(({ keys, to }) => (keys ? [[keys, () => navigate(to)]] : [])),
    ),
  });
  useEffect(() => {
    // On another page the keyboard and the screen reader start at its beginning.
    if (shown.current !== section) main.current?.focus({ preventScroll: true });
    shown.current = section;
  }, [section]);
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-sm font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <DemoBanner />
      <div className="flex min-h-0 flex-1">
        <SideNav narrow={narrow} onToggle={() => setNarrow(!narrow)} />
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar
            onMenu={() => setMenu(true)}
            onPalette={() => setPalette(true)}
            onShortcuts={() => setHelp(true)}
          />
          <main
            id="main"
            ref={main}
            tabIndex={-1}
            aria-busy={loading}
            className="relative min-h-0 flex-1 focus:outline-none"
          >
            {loading && (
              <div className="absolute inset-x-0 top-0 z-30 h-0.5 overflow-hidden">
                <div className="h-full w-1/3 animate-slide bg-accent" />
              </div>
            )}
            <Outlet />
          </main>
        </div>
      </div>
      <Dialog open={menu} onOpenChange={setMenu} title="Navigation" place="left">
        <nav aria-label="Main">
          <NavList onGo={() => setMenu(false)} />
        </nav>
      </Dialog>
      <Suspense>{help && <ShortcutsDialog open onOpenChange={setHelp} />}</Suspense>
      <Suspense>
        {palette && <Palette onClose={() => setPalette(false)} onShortcuts={() => setHelp(true)} />}
      </Suspense>
    </div>
  );
}
