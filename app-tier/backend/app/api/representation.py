"""Which form an answer takes: JSON with an ETag, or rows one a line (CSV, NDJSON) where the client prefers that."""

import hashlib
import io
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson
from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.schemas.caller import Caller
from app.schemas.plan import Plan
from app.services.audit import trail
from app.services.catalog.model import Dataset
from app.services.reports.delimited import FORMULA_BEGINNINGS
from app.services.reports.streaming import Lines, csv_lines, stream

PAGE = 500
_JSON = ("application/json", "application/*", "*/*")
ROWS: dict[int | str, dict[str, Any]] = {200: {"content": {lines.value: {} for lines in Lines}}}
"""For the documentation of a route that can answer with rows."""


def preferred(accept: str | None) -> Lines | None:
    """The form of rows that an Accept header prefers to JSON; None is JSON. What we do not know counts as JSON."""
    best: tuple[float, Lines | None] = (0.0, None)
    for part in (accept or "").lower().split(","):
        kind, *parameters = (word.strip() for word in part.split(";"))
        if kind in _JSON or kind in tuple(Lines):
            quality = _quality(parameters)
            if quality > best[0]:
                best = quality, None if kind in _JSON else Lines(kind)
    return best[1]


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return min(max(float(parameter[2:]), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def rows_wanted(request: Request) -> Lines | None:
    """The form of rows that the client prefers to JSON."""
    return preferred(request.headers.get("accept"))


def rows(plan: Plan, viewer: Caller, lines: Lines, of: Dataset | None = None) -> StreamingResponse:
    """Every row of the plan within the caller's scope, sent while it is read."""
    headers = {"Vary": "Accept", "X-Accel-Buffering": "no"}
    pieces = stream(plan, viewer.account_scope, lines, of)
    trail.read_out(viewer, plan.dataset, {"form": lines.name.lower(), "plan": plan.model_dump(exclude_unset=True)})
    return StreamingResponse(pieces, media_type=_typed(lines), headers=headers)


def _typed(lines: Lines) -> str:
    return f"{lines.value}; charset=utf-8" if lines is Lines.CSV else lines.value


class Representations:
    """Around every GET: an ETag on JSON, 304 for who has it already, and lists as rows, page after page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        answer = _Held(send)
        lines = preferred(Headers(scope=scope).get("accept"))
        first = dict(scope)
        await self.app(first, receive, answer.take)
        if answer.start is None:
            return  # not JSON: it went through as it came
        envelope = orjson.loads(answer.body) if lines and answer.start["status"] == 200 else None
        if lines is None or not isinstance(envelope, dict) or not {"items", "next_cursor"} <= envelope.keys():
            await _send_tagged(scope, answer.start, bytes(answer.body), send)
            return
        asked = parse_qsl(scope["query_string"].decode("latin-1"))
        whole = not any(name == "limit" for name, _ in asked)
        if (caller := first.get("state", {}).get("caller")) is not None:
            detail = {"form": lines.name.lower(), "query": asked}
            await run_in_threadpool(trail.read_out, caller, scope["path"], detail)
        await self._send_rows(scope, envelope, lines, answer.start, send, columns=_columns(first), whole=whole)

    async def _send_rows(
        self,
        scope: Scope,
        envelope: dict[str, Any],
        lines: Lines,
        start: Message,
        send: Send,
        *,
        columns: list[str] | None,
        whole: bool,
    ) -> None:
        headers = MutableHeaders(raw=list(start["headers"]))
        del headers["content-length"]
        headers["content-type"], headers["vary"] = _typed(lines), "Accept"
        await send({**start, "headers": headers.raw})
        names = columns or [*(envelope["items"] or [{}])[0]]
        heading = csv_lines([names]) if lines is Lines.CSV and names else b""
        await send({"type": "http.response.body", "body": heading, "more_body": True})
        async for items in self._pages(scope, envelope, whole=whole):
            await send({"type": "http.response.body", "body": _encoded(items, names, lines), "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _pages(self, scope: Scope, envelope: dict[str, Any], *, whole: bool) -> AsyncIterator[list[Any]]:
        yield envelope["items"]
        while whole and envelope["next_cursor"] is not None:
            answer = _Held(None)
            await self.app(_page_of(scope, envelope["next_cursor"]), _no_body, answer.take)
            if answer.start is None or answer.start["status"] != 200:
                raise ConnectionAbortedError("a page of a streamed list could not be read")
            envelope = orjson.loads(answer.body)
            yield envelope["items"]


class _Held:
    """Takes an answer. JSON is held back until it is whole; anything else goes through at once."""

    def __init__(self, send: Send | None) -> None:
        self.start: Message | None = None
        self.body = bytearray()
        self._send = send
        self._through = False

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kind = Headers(raw=message["headers"]).get("content-type", "")
            self._through = self._send is not None and not (message["status"] == 200 and kind == "application/json")
            if not self._through:
                self.start = message
        if self._through and self._send is not None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


async def _send_tagged(scope: Scope, start: Message, body: bytes, send: Send) -> None:
    headers = MutableHeaders(raw=list(start["headers"]))
    tag = headers.get("etag") or f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    headers["etag"], headers["vary"] = tag, "Accept"
    known = Headers(scope=scope).get("if-none-match")
    if known is not None and _is_known(tag, known):
        del headers["content-length"]
        del headers["content-type"]
        start, body = {**start, "status": 304}, b""
    await send({**start, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})


def _is_known(tag: str, known: str) -> bool:
    """RFC 9110, 13.1.2: weak comparison, which a proxy that compresses needs."""
    return known.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in known.split(","))


def _page_of(scope: Scope, cursor: str) -> Scope:
    """The same request for the page at the cursor, a large one."""
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    pairs = [pair for pair in pairs if pair[0] not in ("cursor", "offset")]
    query = urlencode([*pairs, ("limit", str(PAGE)), ("cursor", cursor)])
    return {**scope, "query_string": query.encode()}


async def _no_body() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def _columns(scope: Scope) -> list[str] | None:
    """The members of an item as the route declares them, so that an empty list has a heading, too."""
    model = getattr(scope.get("route"), "response_model", None)
    items = getattr(model, "model_fields", {}).get("items")
    item = next(iter(getattr(items.annotation, "__args__", ())), None) if items else None
    if item is None or not hasattr(item, "model_json_schema"):
        return None
    return [*item.model_json_schema(mode="serialization").get("properties", {})]


def _encoded(items: list[dict[str, Any]], names: list[str], lines: Lines) -> bytes:
    if lines is Lines.NDJSON:
        made = io.BytesIO()
        made.writelines(orjson.dumps(item, option=orjson.OPT_APPEND_NEWLINE) for item in items)
        return made.getvalue()
    return csv_lines([_cell(item.get(name)) for name in names] for item in items)


def _cell(value: object) -> str:
    """As in the files of reports: nothing for what is unknown, and no text that a spreadsheet would compute."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = ", ".join(value)
    if isinstance(value, str):
        return "'" + value if value.startswith(FORMULA_BEGINNINGS) else value
    return orjson.dumps(value).decode()
