import type { Evidence } from "@/api/types";
import { formatDay, formatHours, formatMoney, formatNumber, formatTime, UNKNOWN } from "@/lib/format";

const INSTANT = /^\d{4}-\d{2}-\d{2}T/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A price by the hour or the gigabyte has more places than cents. */
function dollars(value: number): string {
  const isSmall = value !== 0 && Math.abs(value) < 1;
  return isSmall ? `$${Number(value.toPrecision(3))}` : formatMoney(value);
}

/** One fact in words, with its unit. */
export function evidenceText({ value, unit }: Pick<Evidence, "value" | "unit">): string {
  if (value === null || value === "") return UNKNOWN;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "string") {
    if (INSTANT.test(value)) return formatTime(value);
    if (DAY.test(value)) return formatDay(value);
    return unit ? `${value} ${unit}` : value;
  }
  if (unit === "USD") return dollars(value);
  if (unit === "h") return formatHours(value);
  return unit ? `${formatNumber(value)} ${unit === "minutes" ? "min" : unit}` : formatNumber(value);
}

/** The days that a fact is about: "Nov 1 – Nov 24, 2026"; null where it has none. */
export function evidenceSpan({ since, until }: Pick<Evidence, "since" | "until">): string | null {
  if (since && until) return since === until ? formatDay(since) : `${formatDay(since)} – ${formatDay(until)}`;
  if (since) return `since ${formatDay(since)}`;
  return until ? `until ${formatDay(until)}` : null;
}
