import { ArrowDownRight, ArrowUpRight, Equal } from "lucide-react";
import { formatSigned } from "@/lib/format";

/** How a number differs from what it was, in per cent; nothing where that is not known. */
export function Change({ percent }: { percent: number | null | undefined }) {
  if (percent == null) return null;
  const Icon = percent > 0 ? ArrowUpRight : percent < 0 ? ArrowDownRight : Equal;
  return (
    <span className="inline-flex items-center gap-0.5 text-muted tnum">
      <Icon aria-hidden className="size-3" />
      {formatSigned(percent)}%
    </span>
  );
}
