import { QueryClient } from "@tanstack/react-query";
import { asApiError } from "@/api/problem";

/** A refusal is final; only what may pass by itself (no answer, 5xx) is tried again. */
function mayPass(failures: number, error: Error): boolean {
  const { status } = asApiError(error);
  return failures < 2 && (status === 0 || status === 502 || status === 503 || status === 504);
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        gcTime: 30 * 60_000,
        retry: mayPass,
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4_000),
        refetchOnWindowFocus: true,
        // A browser that believes itself offline may still reach a server on its own network.
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
