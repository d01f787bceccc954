import { CloudOff, LoaderCircle } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Tip } from "@/components/ui/Tip";
import { useConnection } from "@/services/live";

function subscribe(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

/** Tells when live updates are away: offline, or trying again. Nothing while all is well. */
export function ConnectionNote() {
  const connection = useConnection();
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  const offline = !online || connection === "offline";
  if (!offline && connection !== "polling") return <span role="status" className="sr-only" />;
  return (
    <Tip
      label={
        offline
          ? "No network. What you see may be out of date; it updates by itself when the network is back."
          : "Live updates are interrupted. The pages ask for news by themselves until they are back."
      }
    >
      <span
        role="status"
        // Focusable, so that the explanation is within the keyboard's reach.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="inline-flex h-7 items-center gap-1.5 rounded-md bg-warn-soft px-2 text-xs font-medium text-warn"
      >
        {offline ? (
          <CloudOff aria-hidden className="size-3.5" />
        ) : (
          <LoaderCircle aria-hidden className="size-3.5 animate-turn" />
        )}
        <span className="hidden sm:inline">{offline ? "Offline" : "Reconnecting"}</span>
        <span className="sr-only sm:hidden">{offline ? "Offline" : "Reconnecting"}</span>
      </span>
    </Tip>
  );
}
