const STEPS = [1, 2, 2.5, 5, 10];

/** Round marks of an axis from zero to at least `max`; one mark above zero where there is nothing to show. */
export function axisTicks(max: number, count = 4): number[] {
  if (!Number.isFinite(max) || max <= 0) return [0, 1];
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((each) => each * power >= rough) ?? 10);
  const marks = Math.ceil(max / step - 1e-9);
  return Array.from({ length: marks + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}

/** Every how many labels one is written, so that at most `room` stand beside each other. */
export function labelStep(count: number, room: number): number {
  return Math.max(1, Math.ceil(count / room));
}

/** Which of `steps` equal parts of 0 to `max` a value lies in: 0 for nothing, else 1 to `steps`. */
export function shade(value: number, max: number, steps: number): number {
  if (value <= 0 || max <= 0) return 0;
  return Math.min(steps, Math.max(1, Math.ceil((value / max) * steps)));
}
