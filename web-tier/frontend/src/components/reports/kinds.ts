import type { ReportRequest } from "@/api/types";

type Kind = ReportRequest["report_type"];

/** The templates: what each holds, and the data set that its columns are of. */
export const TEMPLATES: { kind: Exclude<Kind, "query">; label: string; dataset: string; hint: string }[] = [
  { kind: "inventory", label: "Inventory", dataset: "workspaces", hint: "Every WorkSpace as it is now." },
  { kind: "usage", label: "Usage", dataset: "usage", hint: "Hours and sessions by WorkSpace and month." },
  { kind: "billing", label: "Costs", dataset: "costs", hint: "Charges by WorkSpace, month and usage type." },
  { kind: "events", label: "Events", dataset: "events", hint: "Who did what, from CloudTrail." },
  { kind: "changes", label: "Changes", dataset: "changes", hint: "What changed between the syncs." },
  {
    kind: "recommendations",
    label: "Recommendations",
    dataset: "recommendations",
    hint: "What would save money, with its evidence.",
  },
];

export function kindText(kind: string): string {
  return kind === "query" ? "Own plan" : (TEMPLATES.find((each) => each.kind === kind)?.label ?? kind);
}

export const FORMATS = [
  { value: "xlsx", label: "Excel (.xlsx)" },
  { value: "csv", label: "CSV" },
];
