import { z } from "zod";
import type { Plan, ReportRequest } from "@/api/types";
import { isObject } from "@/lib/guards";
import { parseWords } from "@/services/words";

/** A plan as it was written; null for what is no JSON object. */
function parsePlan(text: string): Plan | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? (value as Plan) : null;
  } catch {
    return null;
  }
}

const KINDS = ["inventory", "usage", "billing", "events", "changes", "recommendations", "query"] as const;

const EXAMPLE = `{"dataset": "workspaces", "group_by": [{"field": "region"}], "measures": [{"agg": "count"}]}`;

/** What a report is of, in a form. */
export const reportShape = {
  kind: z.enum(KINDS),
  format: z.enum(["xlsx", "csv"]),
  columns: z.array(z.string()),
  plan: z.string(),
};

export interface ReportValues {
  kind: ReportRequest["report_type"];
  format: "xlsx" | "csv";
  columns: string[];
  plan: string;
}

export function checkPlan(values: ReportValues, context: z.RefinementCtx): void {
  if (values.kind === "query" && !parsePlan(values.plan)) {
    context.addIssue({ code: "custom", path: ["plan"], message: "Write the plan as a JSON object" });
  }
}

/** Addresses separated by commas, blanks or lines. */
export const addresses = z.string().superRefine((text, context) => {
  const wrong = parseWords(text).find((each) => !z.email().safeParse(each).success);
  if (wrong) context.addIssue({ code: "custom", message: `“${wrong}” is no e-mail address` });
});

/** The values of a form for a report that was asked for before, or for a first one. */
export function fromReport(report?: Record<string, unknown>): ReportValues {
  const kind = KINDS.find((each) => each === report?.report_type) ?? "inventory";
  return {
    kind,
    format: report?.format === "csv" ? "csv" : "xlsx",
    columns: Array.isArray(report?.columns) ? report.columns.map(String) : [],
    plan: isObject(report?.plan) ? JSON.stringify(report.plan, null, 2) : EXAMPLE,
  };
}

/** What the form asks for; what it does not show (filters, for one) stays as it was before, if it is of the same kind. */
export function toReport(values: ReportValues, before?: Record<string, unknown>): ReportRequest {
  const plan = values.kind === "query" ? parsePlan(values.plan) : null;
  const same = before?.report_type === values.kind ? before : {};
  const kept = Object.entries(same).filter(([name]) => name !== "columns" && name !== "plan");
  return {
    ...Object.fromEntries(kept),
    report_type: values.kind,
    format: values.format,
    ...(plan ? { plan } : {}),
    ...(!plan && values.columns.length ? { columns: values.columns } : {}),
  };
}
