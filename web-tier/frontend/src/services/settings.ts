import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { ConfigChange, Setting } from "@/api/types";
import { isDay } from "@/lib/calendar";
import { formatCount, formatDay, formatNumber, humanize } from "@/lib/format";

const KEY = ["settings"];

/** Every runtime setting with its bounds, its default and who changed it last. */
export const settingList = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/admin/config/schema", { signal })).items,
});

/** Changes settings by name; null sets one back to its default. */
export function useChangeSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: Record<string, unknown>) =>
      unwrap(await api.PUT("/api/admin/config", { body: body as ConfigChange })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** What stands in the control of a setting: a text, a tick, or the chosen ones of several. */
export type Draft = string | boolean | string[];

export function toDraft(setting: Setting, value: unknown): Draft {
  if (setting.type === "boolean") return value === true;
  if (setting.type === "choices") return (value as string[]).map(String);
  return Array.isArray(value) ? value.join("\n") : String(value);
}

const lines = (text: string) => [...new Set(text.split("\n").map((line) => line.trim()))].filter(Boolean);

/** The value that a control stands for, as the server takes it. */
export function fromDraft(setting: Setting, draft: Draft): unknown {
  if (typeof draft !== "string") return draft;
  if (setting.type === "integer" || setting.type === "number") return Number(draft);
  return setting.type === "words" || setting.type === "days" ? lines(draft) : draft;
}

function numberProblem({ type, minimum, maximum, unit }: Setting, draft: string): string | null {
  const value = Number(draft);
  if (draft.trim() === "" || !Number.isFinite(value)) return "Enter a number";
  if (type === "integer" && !Number.isInteger(value)) return "Enter a whole number";
  const bounds = `From ${formatNumber(minimum)} to ${formatNumber(maximum)}${unit ? ` ${unit}` : ""}`;
  return (minimum !== null && value < minimum) || (maximum !== null && value > maximum) ? bounds : null;
}

/** Why a control cannot be saved as it is; null where it can. */
export function problemOf(setting: Setting, draft: Draft): string | null {
  if (typeof draft !== "string") return null;
  if (setting.type === "integer" || setting.type === "number") return numberProblem(setting, draft);
  const entries = lines(draft);
  const wrong = setting.type === "days" ? entries.find((each) => !isDay(each)) : undefined;
  if (wrong !== undefined) return `“${wrong}” is no day such as 2026-12-25`;
  if (setting.type === "words" && entries.some((each) => each.length > 200))
    return "At most 200 characters each";
  return setting.maximum !== null && entries.length > setting.maximum
    ? `At most ${formatCount(setting.maximum, "entry", "entries")}`
    : null;
}

/** A value of a setting in words. */
export function valueText(setting: Setting, value: unknown): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "number") return `${formatNumber(value)}${setting.unit ? ` ${setting.unit}` : ""}`;
  if (!Array.isArray(value)) return humanize(String(value));
  const entries = value.map(String);
  if (!entries.length) return "none";
  if (setting.type === "days") return entries.map((each) => formatDay(each)).join(", ");
  return entries.map((each) => (setting.type === "choices" ? humanize(each) : each)).join(", ");
}
