import type { ChartTone } from "./tones";

export interface Series {
  key: string;
  label: string;
  tone: ChartTone;
  dashed?: boolean;
  /** Not yet so: drawn hatched. */
  open?: boolean;
}

/** One place on the horizontal axis. A value that is null is not known: a gap, never a zero. */
export interface Point {
  key: string;
  /** In full, for the reading line and screen readers. */
  label: string;
  /** Under the axis. */
  short: string;
  values: Record<string, number | null>;
  /** Where the rows behind it are. */
  to?: string | undefined;
  /** Between which values the whole lies, where it is not known exactly. */
  range?: { low: number; high: number } | undefined;
  /** What one must know to read it: "42% measured". */
  note?: string | undefined;
}

export type Format = (value: number | null | undefined) => string;
