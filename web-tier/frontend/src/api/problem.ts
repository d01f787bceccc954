import * as z from "zod/mini";

const problemSchema = z.object({
  title: z.optional(z.string()),
  detail: z.nullish(z.string()),
  request_id: z.nullish(z.string()),
  errors: z.nullish(z.array(z.object({ field: z.nullish(z.string()), message: z.string() }))),
  sync_id: z.nullish(z.number()),
});

export interface FieldError {
  field: string;
  message: string;
}

/** An answer that is not the one asked for (RFC 9457), or none at all (`status` 0). */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string | null,
    readonly requestId: string | null,
    readonly errors: FieldError[] = [],
    readonly syncId: number | null = null,
    readonly retryAfter: number | null = null,
  ) {
    super(detail ?? title);
  }
}

const TITLES: Record<number, string> = {
  0: "The server cannot be reached",
  401: "Your session has ended",
  403: "You are not allowed to do this",
  404: "Not found",
  409: "This conflicts with what is there",
  413: "Too large",
  422: "Something in the request is not valid",
  429: "Too many requests",
  502: "The application is not answering",
  503: "A service is unavailable",
  504: "The application took too long",
};

export function titleOf(status: number): string {
  return TITLES[status] ?? (status >= 500 ? "Something went wrong on the server" : "The request failed");
}

export function toApiError(body: unknown, response: Response): ApiError {
  const parsed = problemSchema.safeParse(body);
  const problem = parsed.success ? parsed.data : {};
  const retryAfter = Number(response.headers.get("Retry-After"));
  return new ApiError(
    response.status,
    TITLES[response.status] ?? problem.title ?? titleOf(response.status),
    problem.detail ?? null,
    problem.request_id ?? response.headers.get("X-Request-ID"),
    (problem.errors ?? []).map((error) => ({ field: error.field ?? "", message: error.message })),
    problem.sync_id ?? null,
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  );
}

/** Whatever was thrown, as the error that the screens know how to show. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof TypeError) return new ApiError(0, titleOf(0), null, null);
  return new ApiError(
    -1,
    "This page could not be shown",
    error instanceof Error ? error.message : null,
    null,
  );
}
