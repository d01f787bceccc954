/** The times that most schedules want; whatever else is written as cron itself. */
export type Every = "day" | "weekday" | "week" | "month" | "own";

export interface Times {
  every: Every;
  /** "07:00". */
  time: string;
  /** MON to SUN; of "week". */
  weekday: string;
  /** 1 to 28; of "month". */
  day: string;
  /** The expression; of "own". */
  cron: string;
}

export const CRON_DAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
const WEEKLY = new RegExp(`^(${CRON_DAYS.join("|")})$`);

/** What an expression says, where it is one of the usual ones. */
export function parseCron(cron: string): Times {
  const [minute = "", hour = "", day = "", month = "", weekday = "", ...rest] = cron
    .trim()
    .toUpperCase()
    .split(/\s+/);
  const own: Times = { every: "own", time: "07:00", weekday: "MON", day: "1", cron };
  const plain = /^([0-9]|[1-5][0-9])$/.test(minute) && /^([0-9]|1[0-9]|2[0-3])$/.test(hour);
  if (!plain || month !== "*" || rest.length) return own;
  const at = { ...own, time: `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}` };
  if (day === "*" && weekday === "*") return { ...at, every: "day" };
  if (day === "*" && weekday === "MON-FRI") return { ...at, every: "weekday" };
  if (day === "*" && WEEKLY.test(weekday)) return { ...at, every: "week", weekday };
  if (/^([1-9]|1[0-9]|2[0-8])$/.test(day) && weekday === "*") return { ...at, every: "month", day };
  return own;
}

export function formatCron({ every, time, weekday, day, cron }: Times): string {
  if (every === "own") return cron.trim();
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const days = { day: "* * *", weekday: "* * MON-FRI", week: `* * ${weekday}`, month: `${day} * *` };
  return `${minute} ${hour} ${days[every]}`;
}
