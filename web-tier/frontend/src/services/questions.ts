import { queryOptions, useMutation, type QueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { QuestionAnswer } from "@/api/types";

const KEY = "questions";

/** The answer to the last of some questions; those before it are asked first, since it follows them. */
async function answerTo(
  client: QueryClient,
  questions: string[],
  signal: AbortSignal,
): Promise<QuestionAnswer> {
  const before = questions.slice(0, -1);
  const last = before.length ? await client.ensureQueryData(turn(before)) : null;
  const body = {
    query: questions.at(-1) ?? "",
    ...(last ? { conversation_id: last.conversation_id } : {}),
  };
  return unwrap(await api.POST("/api/ai/query", { body, signal }));
}

/** One turn of a conversation: asked once, and kept as it was answered. */
export function turn(questions: string[]) {
  return queryOptions({
    queryKey: [KEY, "turn", ...questions],
    queryFn: ({ client, signal }): Promise<QuestionAnswer> => answerTo(client, questions, signal),
    staleTime: Infinity,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

const HEALTH_EVERY = 60_000;

export const aiHealth = queryOptions({
  queryKey: [KEY, "health"],
  queryFn: async ({ signal }) => unwrap(await api.GET("/api/ai/health", { signal })),
  refetchInterval: HEALTH_EVERY,
});

export function useRate() {
  return useMutation({
    mutationFn: async ({ id, thumb }: { id: number; thumb: 1 | -1 | null }) =>
      unwrap(
        await api.POST("/api/ai/queries/{query_id}/feedback", {
          params: { path: { query_id: id } },
          body: { thumb },
        }),
      ),
  });
}
