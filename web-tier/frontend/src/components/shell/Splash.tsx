import { Logo } from "@/components/ui/Logo";

/** The first moment, before the page's own code is there. */
export function Splash() {
  return (
    <div className="grid h-dvh place-items-center bg-canvas" role="status" aria-label="Loading">
      <Logo className="size-9 animate-pulse-soft" />
    </div>
  );
}
