const DAY = 86_400_000;

/** Calendar arithmetic on days ("2026-11-25") and months ("2026-11") of UTC, the zone of all that is measured. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

export function monthOf(time: number): string {
  return dayOf(time).slice(0, 7);
}

export function addDays(day: string, count: number): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + count * DAY);
}

export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return monthOf(Date.UTC(year, number - 1 + count, 1));
}

export function lastDay(month: string): string {
  return addDays(`${addMonths(month, 1)}-01`, -1);
}

/** 0 is Monday. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** Days from one to another, both included. */
export function daysBetween(first: string, last: string): string[] {
  const count = (Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY;
  return count < 0 ? [] : Array.from({ length: count + 1 }, (_, at) => addDays(first, at));
}

export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = first; month <= last && months.length < 600; month = addMonths(month, 1))
    months.push(month);
  return months;
}

export function isMonth(text: string | null): text is string {
  return text !== null && /^20\d\d-(0[1-9]|1[0-2])$/.test(text);
}

export function isDay(text: string | null): text is string {
  return text !== null && /^20\d\d-\d\d-\d\d$/.test(text) && dayOf(Date.parse(text) || 0) === text;
}

export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
