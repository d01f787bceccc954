import createClient, { type Middleware } from "openapi-fetch";
import { toApiError } from "./problem";
import type { paths } from "./schema.gen";
import { session } from "./session";

const authentication: Middleware = {
  onRequest({ request }) {
    const token = session.token();
    if (token) request.headers.set("Authorization", `Bearer ${token}`);
    return request;
  },
  onResponse({ request, response }) {
    const used = request.headers.get("Authorization")?.replace(/^Bearer /, "") ?? null;
    // The one place where a refused token is noticed; the session's owner shows the sign-in page.
    if (response.status === 401 && used) session.end("expired", used);
    return undefined;
  },
};

/** Lists and plans answer as CSV and NDJSON too; the pages ask for JSON. */
export const api = createClient<paths, "application/json">({
  baseUrl: typeof window === "undefined" ? "" : window.location.origin,
  fetch: (request) => globalThis.fetch(request),
});
api.use(authentication);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer; throws `ApiError` for anything else. Text (NDJSON) is never asked for here. */
export function unwrap<T>(answer: Answer<T>): Exclude<T, string> {
  if (!answer.response.ok) throw toApiError(answer.error, answer.response);
  return answer.data as Exclude<T, string>;
}
