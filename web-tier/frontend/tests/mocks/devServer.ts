import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";

function toRequest(incoming: IncomingMessage, body: Buffer): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (typeof value === "string") headers.set(name, value);
  }
  const method = incoming.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD" && body.length > 0;
  return new Request(`http://localhost${incoming.url ?? "/"}`, {
    method,
    headers,
    ...(hasBody ? { body: new Uint8Array(body) } : {}),
  });
}

async function answer(outgoing: ServerResponse, response: Response): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (!response.body) {
    outgoing.end();
    return;
  }
  const reader = response.body.getReader();
  outgoing.on("close", () => void reader.cancel());
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    outgoing.write(value);
  }
  outgoing.end();
}

/** Answers `/api` from the tests' handlers, for work on the screens without a backend (`MOCK_API=1`). */
export function mockApi(): Plugin {
  return {
    name: "mock-api",
    apply: "serve",
    configureServer(server) {
      server.middlewares.use((incoming, outgoing, next) => {
        if (!incoming.url?.startsWith("/api/")) {
          next();
          return;
        }
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () => {
          void (async () => {
            const mocks = await server.ssrLoadModule("/tests/mocks/handlers.ts");
            const { getResponse } = await import("msw");
            const response = await getResponse(mocks.handlers, toRequest(incoming, Buffer.concat(chunks)));
            await answer(outgoing, response ?? new Response(null, { status: 404 }));
          })();
        });
      });
    },
  };
}
