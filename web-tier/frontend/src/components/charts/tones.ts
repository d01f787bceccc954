/** Colours of series, in the order in which they are told apart best; 6 is for what is left over. */
export type ChartTone = 1 | 2 | 3 | 4 | 5 | 6;

export const chartFill: Record<ChartTone, string> = {
  1: "bg-chart-1",
  2: "bg-chart-2",
  3: "bg-chart-3",
  4: "bg-chart-4",
  5: "bg-chart-5",
  6: "bg-chart-6",
};

export const chartStroke: Record<ChartTone, string> = {
  1: "stroke-chart-1",
  2: "stroke-chart-2",
  3: "stroke-chart-3",
  4: "stroke-chart-4",
  5: "stroke-chart-5",
  6: "stroke-chart-6",
};

/** Steps of a heat map: nothing, then little to much. */
export const heatFill = [
  "bg-sunken",
  "bg-heat-1",
  "bg-heat-2",
  "bg-heat-3",
  "bg-heat-4",
  "bg-heat-5",
] as const;
