import { asNumber, asText, isObject } from "@/lib/guards";

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
    /** Signing in: a code of the second factor is wanted, or was wrong. */
    readonly secondFactor: string | null = null,
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

function fieldErrors(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown) => {
    const message = isObject(each) ? asText(each.message) : null;
    return isObject(each) && message ? [{ field: asText(each.field) ?? "", message }] : [];
  });
}

export function toApiError(body: unknown, response: Response): ApiError {
  const problem = isObject(body) ? body : {};
  const retryAfter = Number(response.headers.get("Retry-After"));
  return new ApiError(
    response.status,
    TITLES[response.status] ?? asText(problem.title) ?? titleOf(response.status),
    asText(problem.detail),
    asText(problem.request_id) ?? response.headers.get("X-Request-ID"),
    fieldErrors(problem.errors),
    asNumber(problem.sync_id),
    retryAfter > 0 ? retryAfter : null,
    asText(problem.second_factor),
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
