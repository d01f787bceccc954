"""How large a request may be: its target, its header, its body, and how deep the JSON in it nests."""

import re

from fastapi import HTTPException, Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import problem

MAX_TARGET_BYTES = 16 * 1024
MAX_HEADER_BYTES = 32 * 1024
MAX_DEPTH = 64  # a plan nests 6 deep; what is deeper only tries how deep the parsers go
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_NESTING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)


class HeadLimit:
    """Refuses a target or a header over the limit with 414 or 431, before anything of it is looked at."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and (answer := _too_large(scope)):
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _too_large(scope: Scope) -> ASGIApp | None:
    request = Request(scope)
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MAX_TARGET_BYTES:
        return problem(request, 414, "URI Too Long", f"A request target may have {MAX_TARGET_BYTES} bytes at most.")
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADER_BYTES:
        detail = f"The header of a request may have {MAX_HEADER_BYTES} bytes at most."
        return problem(request, 431, "Request Header Fields Too Large", detail)
    return None


class BodyLimit:
    """Refuses a body over the limit with 413, whether it was declared or only sent, and JSON that nests too deep."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = bytearray()
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "0")
        is_form = headers.get("content-type", "").lower().startswith(FORMS)
        too_large = HTTPException(413, f"A request body may have {self.max_bytes} bytes at most.")

        async def receive_limited() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            if len(body) > self.max_bytes or (declared.isdigit() and int(declared) > self.max_bytes):
                raise too_large
            if not is_form and not message.get("more_body", False) and too_deep(body):
                raise HTTPException(400, f"JSON may nest {MAX_DEPTH} levels deep at most.")
            return message

        await self.app(scope, receive_limited, send)


def too_deep(body: bytes | bytearray) -> bool:
    """Whether JSON nests deeper than `MAX_DEPTH`; brackets within texts do not count."""
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return False
    depth = 0
    for found in _NESTING.finditer(body):
        mark = found[0]
        if mark in (b"[", b"{"):
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif mark in (b"]", b"}"):
            depth -= 1
    return False
