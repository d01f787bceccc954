/** What stands where a value is not known. Never 0, never an empty cell. */
export const UNKNOWN = "unknown";

const LOCALE = "en-US";
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 2 });
const cents = new Intl.NumberFormat(LOCALE, { style: "currency", currency: "USD" });
const dollars = new Intl.NumberFormat(LOCALE, {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 0,
});
const short = new Intl.NumberFormat(LOCALE, { notation: "compact", maximumFractionDigits: 1 });
const signed = new Intl.NumberFormat(LOCALE, { signDisplay: "exceptZero", maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "always" });
const plurals = new Intl.PluralRules(LOCALE);

type Maybe<T> = T | null | undefined;

export function formatNumber(value: Maybe<number>): string {
  if (value == null || !Number.isFinite(value)) return UNKNOWN;
  return Number.isInteger(value) ? whole.format(value) : decimal.format(value);
}

/** A total that may be an estimate: "about 48,200". */
export function formatTotal(total: number, exact: boolean): string {
  return exact ? whole.format(total) : `about ${whole.format(total)}`;
}

/** US dollars: two decimals in tables, none on cards. */
export function formatMoney(value: Maybe<number>, precision: "cents" | "dollars" = "cents"): string {
  if (value == null || !Number.isFinite(value)) return UNKNOWN;
  return (precision === "cents" ? cents : dollars).format(value);
}

/** An amount beside an axis or on a bar, as short as it can be: "$12.3K". */
export function formatShortMoney(value: Maybe<number>): string {
  if (value == null || !Number.isFinite(value)) return UNKNOWN;
  if (Math.abs(value) >= 1000) return `$${formatShort(value)}`;
  return `$${(Math.abs(value) < 10 ? decimal : whole).format(value)}`;
}

/** "12.3K"; small numbers as they are. */
export function formatShort(value: Maybe<number>): string {
  if (value == null || !Number.isFinite(value)) return UNKNOWN;
  return short.format(value);
}

/** Hours with at most one decimal: "12.5 h". */
export function formatHours(value: Maybe<number>): string {
  if (value == null || !Number.isFinite(value)) return UNKNOWN;
  return `${new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 }).format(value)} h`;
}

export function formatPercent(part: number, total: number): string {
  if (total <= 0) return UNKNOWN;
  const share = (part / total) * 100;
  if (share > 0 && share < 1) return "<1%";
  if (share < 100 && share > 99) return ">99%";
  return `${Math.round(share)}%`;
}

/** `count(3, "step")` is "3 steps". */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${whole.format(count)} ${plurals.select(count) === "one" ? singular : plural}`;
}

export function parseInstant(value: Maybe<string>): Date | null {
  if (!value) return null;
  const instant = new Date(value);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** The full date and time in the zone of the person looking, with the zone's name. */
export function formatInstant(value: Maybe<string>, timeZone?: string): string {
  const instant = parseInstant(value);
  if (!instant) return UNKNOWN;
  return new Intl.DateTimeFormat(LOCALE, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
    ...(timeZone ? { timeZone } : {}),
  }).format(instant);
}

/** A time to the minute in the zone of the person looking: "Tue, Nov 24, 2026, 13:00". */
export function formatTime(value: Maybe<string>, timeZone?: string): string {
  const instant = parseInstant(value);
  if (!instant) return UNKNOWN;
  return new Intl.DateTimeFormat(LOCALE, {
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(timeZone ? { timeZone } : {}),
  }).format(instant);
}

/** A calendar day ("2026-11-22") as a person writes it; it has no zone and is never shifted. */
export function formatDay(value: Maybe<string>): string {
  if (!value || !/^\d{4}-\d{2}-\d{2}/.test(value)) return UNKNOWN;
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return UNKNOWN;
  return new Intl.DateTimeFormat(LOCALE, {
    year: "numeric",
    month: "short",
    day: "numeric",
    timeZone: "UTC",
  }).format(day);
}

/** A calendar month ("2026-11") as a person writes it: "November 2026", or "Nov 26" where there is little room. */
export function formatMonth(value: Maybe<string>, length: "long" | "short" = "long"): string {
  if (!value || !/^\d{4}-\d{2}/.test(value)) return UNKNOWN;
  const day = new Date(`${value.slice(0, 7)}-01T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return UNKNOWN;
  return new Intl.DateTimeFormat(LOCALE, {
    year: length === "long" ? "numeric" : "2-digit",
    month: length,
    timeZone: "UTC",
  }).format(day);
}

/** "Tue, Mar 3, 2026": a calendar day with its weekday. */
export function formatWeekday(value: Maybe<string>): string {
  if (!value || !/^\d{4}-\d{2}-\d{2}/.test(value)) return UNKNOWN;
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return UNKNOWN;
  return new Intl.DateTimeFormat(LOCALE, {
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    timeZone: "UTC",
  }).format(day);
}

/** A part of one as per cent: "87%"; never 100% for what is not the whole. */
export function formatShare(value: Maybe<number>): string {
  return value == null || !Number.isFinite(value) ? UNKNOWN : formatPercent(value, 1);
}

/** A difference with its sign: "+1.2", "−0.4", "0". */
export function formatSigned(value: Maybe<number>): string {
  if (value == null || !Number.isFinite(value)) return UNKNOWN;
  return signed.format(value);
}

/** Bytes in the units of files: "1.2 MB". */
export function formatBytes(value: Maybe<number>): string {
  if (value == null || !Number.isFinite(value)) return UNKNOWN;
  if (value < 1000) return `${whole.format(value)} B`;
  const power = Math.min(3, Math.floor(Math.log10(value) / 3));
  const size = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 }).format(value / 1000 ** power);
  return `${size} ${["B", "kB", "MB", "GB"][power] ?? "GB"}`;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "3 hours ago", "in 2 days", "just now". */
export function formatRelative(value: Maybe<string>, now: number): string {
  const instant = parseInstant(value);
  if (!instant) return UNKNOWN;
  const seconds = (instant.getTime() - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) return "just now";
  for (const [unit, length] of STEPS) {
    if (size >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return relative.format(seconds < 0 ? -1 : 1, "minute");
}

/** How long something took: "850 ms", "12 s", "3 min 5 s", "1 h 2 min". */
export function formatDuration(milliseconds: Maybe<number>): string {
  if (milliseconds == null || !Number.isFinite(milliseconds) || milliseconds < 0) return UNKNOWN;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}

/** AUTO_STOP as "Auto stop", for values that the catalogue has no label for. */
export function humanize(value: string): string {
  const words = value.replace(/[_-]+/g, " ").trim().toLowerCase();
  return words ? words[0]?.toUpperCase() + words.slice(1) : value;
}
