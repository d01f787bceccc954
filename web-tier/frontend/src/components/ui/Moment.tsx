import { useNow } from "@/lib/clock";
import { formatRelative, formatTime, parseInstant, UNKNOWN } from "@/lib/format";

/** A time to the minute in the zone of the person looking, where "3 days ago" says too little; relative on hover. */
export function Moment({ value }: { value: string | null | undefined }) {
  const now = useNow();
  if (!parseInstant(value)) return <span className="text-faint">{UNKNOWN}</span>;
  return (
    <time dateTime={value ?? undefined} title={formatRelative(value, now)} className="whitespace-nowrap tnum">
      {formatTime(value)}
    </time>
  );
}
