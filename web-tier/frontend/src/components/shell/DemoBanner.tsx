import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { meta } from "@/services/meta";

/** Says on every page that the fleet is a simulated one. */
export function DemoBanner() {
  const { data } = useQuery(meta);
  if (!data?.demo) return null;
  return (
    <aside
      aria-label="About this data"
      className="flex shrink-0 items-center justify-center gap-1.5 border-b border-line bg-accent-soft px-3 py-1 text-center text-xs text-accent-ink"
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0" />
      <span>
        <strong className="font-semibold">Demo estate</strong>
        <span className="hidden sm:inline">: simulated accounts and WorkSpaces;</span>
        <span className="sm:hidden">:</span> nothing here is real.
      </span>
    </aside>
  );
}
