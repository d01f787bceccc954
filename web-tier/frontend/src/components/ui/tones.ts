/** What a colour means; always beside an icon and words. */
export type Tone = "neutral" | "info" | "ok" | "warn" | "danger";

export const toneText: Record<Tone, string> = {
  neutral: "text-muted",
  info: "text-info",
  ok: "text-ok",
  warn: "text-warn",
  danger: "text-danger",
};

export const toneFill: Record<Tone, string> = {
  neutral: "bg-control",
  info: "bg-info",
  ok: "bg-ok",
  warn: "bg-warn",
  danger: "bg-danger",
};
