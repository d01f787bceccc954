import { formatDuration, parseInstant } from "@/lib/format";

/** How long something took; while it lasts, nothing is claimed. */
export function elapsed(startedAt: string | null | undefined, finishedAt: string | null | undefined): string {
  const start = parseInstant(startedAt);
  const end = parseInstant(finishedAt);
  if (!start || !end) return "–";
  return formatDuration(end.getTime() - start.getTime());
}
