import { cn } from "@/lib/cn";
import { useNow } from "@/lib/clock";
import { formatInstant, formatRelative, parseInstant, UNKNOWN } from "@/lib/format";

interface Props {
  value: string | null | undefined;
  /** What stands there without a time; "unknown" unless the reason is known. */
  none?: string;
  className?: string;
}

/** A time as people say it, with the absolute one in their own zone on hover. */
export function RelativeTime({ value, none = UNKNOWN, className }: Props) {
  const now = useNow();
  if (!parseInstant(value)) return <span className={cn("text-faint", className)}>{none}</span>;
  return (
    <time
      dateTime={value ?? undefined}
      title={formatInstant(value)}
      className={cn("whitespace-nowrap", className)}
    >
      {formatRelative(value, now)}
    </time>
  );
}
