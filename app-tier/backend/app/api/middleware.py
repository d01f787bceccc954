"""Around every request, as plain ASGI (PERF.md section 3): its id, one log line, safe headers."""

import logging
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import unexpected
from app.core import request_id as ids
from app.core.config import get_settings

log = logging.getLogger("app.access")
MAX_LOGGED_PATH = 500
QUIET = frozenset({"/api/health", "/api/health/ready"})


class FitSecret:
    """Refuses to start with a SECRET_KEY that others know: one line in the log, and the server exits."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the server's question whether we can start; pass everything else on."""
        complaint = get_settings().secret_key_complaint if scope["type"] == "lifespan" else None
        if complaint is None:
            await self.app(scope, receive, send)
            return
        await receive()
        await send({"type": "lifespan.startup.failed", "message": complaint})


class RequestFrame:
    """Request id in and out, one log line, safe default headers, and a 500 that says nothing for what nobody caught."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = ids.accept(Headers(scope=scope).get("x-request-id"))
        token = ids.request_id.set(request)
        began, status, answering = time.perf_counter(), 500, False

        async def send_with_id(message: Message) -> None:
            nonlocal status, answering
            if message["type"] == "http.response.start":
                status, answering = message["status"], True
                out = MutableHeaders(scope=message)
                out["X-Request-ID"] = request
                out.setdefault("Cache-Control", "no-store")
                out.setdefault("X-Content-Type-Options", "nosniff")
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception as error:
            if answering:  # the status is on the wire: only cutting the connection tells that something is missing
                raise
            await unexpected(scope, error)(scope, receive, send_with_id)
        finally:
            if scope["path"] not in QUIET:
                ms = round((time.perf_counter() - began) * 1000, 1)
                path = scope["path"][:MAX_LOGGED_PATH]
                extra = {"method": scope["method"], "path": path, "status": status, "ms": ms}
                log.info("request", extra=extra)
            ids.request_id.reset(token)
