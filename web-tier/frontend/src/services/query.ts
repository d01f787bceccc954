import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Plan, QueryAnswer, Row } from "@/api/types";

/** Asks a plan. Without another `Accept` the answer is JSON, which the types cannot tell. */
export async function ask(plan: Plan, signal: AbortSignal): Promise<QueryAnswer> {
  return unwrap(await api.POST("/api/query", { body: { ...plan }, signal })) as QueryAnswer;
}

/** The answer to a plan, in the one query language of the product. */
export const planAnswer = (plan: Plan) =>
  queryOptions({
    queryKey: [plan.dataset, "query", plan],
    queryFn: ({ signal }) => ask(plan, signal),
  });

/** The rows of an answer as objects by column name. */
export function toRows(answer: QueryAnswer): Row[] {
  const names = answer.columns.map((column) => column.name);
  return answer.rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? null])));
}
