import { cn } from "@/lib/cn";
import { formatStatus, type StatusFamily } from "./statuses";
import { toneText } from "./tones";

interface Props {
  family: StatusFamily;
  value: string | null | undefined;
  /** The catalogue's label, where it has one. */
  label?: string | undefined;
  className?: string;
}

/** A status as icon, colour and words, from one map. */
export function Status({ family, value, label, className }: Props) {
  const { icon: Icon, tone, label: known, turns } = formatStatus(family, value);
  return (
    <span className={cn("inline-flex min-w-0 items-center gap-1.5", className)}>
      <Icon aria-hidden className={cn("size-3.5 shrink-0", toneText[tone], turns && "animate-turn")} />
      <span className="truncate">{label ?? known}</span>
    </span>
  );
}
