/** What a colour means; always beside an icon and words. */
export type Tone = "neutral" | "info" | "ok" | "warn" | "danger";

export const toneText: Record<Tone, string> = {
  neutral: "text-muted",
  info: "text-info",
  ok: "text-ok",
  warn: "text-warn",
  danger: "text-danger",
};

/** Fills of bars and the like, softer than text of the same meaning. */
export const toneFill: Record<Tone, string> = {
  neutral: "bg-fill-neutral",
  info: "bg-fill-info",
  ok: "bg-fill-ok",
  warn: "bg-fill-warn",
  danger: "bg-fill-danger",
};
