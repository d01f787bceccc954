"""The HTTP layer: JSON in and out, server-sent events; the model's thread never sees any of it."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

import orjson
from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from phi3_service.metrics import Metrics
from phi3_service.model import BadGrammar, Message, Model, TooLong
from phi3_service.queue import Done, Full, Job, Order, Worker
from phi3_service.settings import Settings

log = logging.getLogger(__name__)
GRACE_SECONDS = 5.0
MAX_TEXT = 1_000_000
RETRY_AFTER = "1"


class Turn(BaseModel):
    """One message of a chat."""

    model_config = ConfigDict(extra="forbid")
    role: Literal["system", "user", "assistant"]
    content: Annotated[str, Field(max_length=MAX_TEXT)]


class Asked(BaseModel):
    """What `/completion` takes."""

    model_config = ConfigDict(extra="forbid")
    prompt: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)] | None = None
    messages: Annotated[list[Turn], Field(min_length=1, max_length=100)] | None = None
    json_schema: dict[str, Any] | None = None
    grammar: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)] | None = None
    max_tokens: Annotated[int, Field(ge=1, le=4096)] = 256
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.0
    stop: Annotated[list[Annotated[str, Field(min_length=1, max_length=100)]], Field(max_length=16)] = Field(
        default_factory=list
    )
    stream: bool = False
    cache_prompt: bool = True

    @model_validator(mode="after")
    def _one_of_each(self) -> "Asked":
        if (self.prompt is None) == (self.messages is None):
            raise ValueError("send either 'prompt' or 'messages'")
        if self.json_schema is not None and self.grammar is not None:
            raise ValueError("send either 'json_schema' or 'grammar'")
        return self

    def order(self) -> Order:
        """As the queue takes it."""
        schema = None if self.json_schema is None else orjson.dumps(self.json_schema).decode()
        messages = [Message(t.role, t.content) for t in self.messages or ()]
        return Order(self.prompt, messages, self.grammar, schema, self.max_tokens, self.temperature, self.stop,
                     self.cache_prompt)  # fmt: skip


def _problem(status: int, title: str, detail: str) -> Response:
    headers = {"Retry-After": RETRY_AFTER} if status == 503 else {}
    body = orjson.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail[:500]})
    return Response(body, status, headers, media_type="application/problem+json")


def _refusal(error: Exception) -> Response:
    if isinstance(error, BadGrammar):
        return _problem(400, "Bad schema", str(error))
    if isinstance(error, TooLong):
        return _problem(413, "Too long", str(error))
    if isinstance(error, Full):
        return _problem(503, "Not now", str(error))
    return _problem(500, "Internal error", "The model failed; the log has the reason.")


def _told(worker: Worker, content: str, done: Done) -> bytes:
    assert worker.model is not None  # noqa: S101 - it has just answered
    return orjson.dumps({
        "content": content, "finish_reason": done.finish_reason, "model": worker.model.name,
        "tokens": {"prompt": done.prompt, "cached": done.cached, "completion": done.completion},
        "timings_ms": {"queue": round(done.queue_ms, 2), "prompt": round(done.prompt_ms, 2),
                       "completion": round(done.completion_ms, 2)},
        "confidence": done.confidence,
    })  # fmt: skip


class Waiting:
    """A job, and what the model's thread says of it, in this event loop."""

    def __init__(self, worker: Worker, order: Order) -> None:
        loop = asyncio.get_running_loop()
        self._said: asyncio.Queue[str | Done | Exception] = asyncio.Queue()

        def report(what: str | Done | Exception) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
                loop.call_soon_threadsafe(self._said.put_nowait, what)

        self.job = Job(order, report)
        worker.submit(self.job)

    async def next(self) -> str | Done | Exception:
        """The next thing said."""
        return await self._said.get()

    def leave(self) -> None:
        """Nobody waits for it any more."""
        self.job.cancelled.set()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _heard(waiting: Waiting, gone: asyncio.Future[None]) -> str | Done | Exception | None:
    """The next thing said of a job; None where the peer has left, which frees the model."""
    told = asyncio.ensure_future(waiting.next())
    both: set[asyncio.Future[Any]] = {told, gone}
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    if told.done():
        return told.result()
    told.cancel()
    waiting.leave()
    return None


async def _whole(worker: Worker, waiting: Waiting, gone: asyncio.Future[None]) -> Response:
    """The answer in one piece."""
    content = ""
    while isinstance(what := await _heard(waiting, gone), str):
        content += what
    if isinstance(what, Done):
        return Response(_told(worker, content, what), media_type="application/json")
    return Response(status_code=499) if what is None else _refusal(what)


async def _begun(worker: Worker, waiting: Waiting, gone: asyncio.Future[None]) -> Response:
    """A stream; what goes wrong before its first piece is told by the status."""
    first = await _heard(waiting, gone)
    if isinstance(first, str | Done):
        return StreamingResponse(_stream(worker, waiting, first), media_type="text/event-stream")
    return Response(status_code=499) if first is None else _refusal(first)


async def _stream(worker: Worker, waiting: Waiting, first: str | Done) -> AsyncIterator[bytes]:
    content, what = "", first  # type: str, str | Done | Exception
    try:
        while isinstance(what, str):
            content += what
            yield b"data: " + orjson.dumps({"content": what}) + b"\n\n"
            what = await waiting.next()
        if isinstance(what, Done):
            yield b"data: " + _told(worker, content, what) + b"\n\n"
        else:
            yield b"event: error\ndata: " + bytes(_refusal(what).body) + b"\n\n"
    finally:
        waiting.leave()


def create(settings: Settings, load: Callable[[], Model]) -> FastAPI:
    """The application around a model that `load` makes in the thread that will own it."""
    worker = Worker(load, Metrics(), settings.seats, settings.wait_seconds)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        worker.start()
        yield
        await asyncio.to_thread(worker.stop, GRACE_SECONDS)

    app = FastAPI(title="phi3-service", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)

    def known(authorization: Annotated[str | None, Header()] = None) -> None:
        expected = f"Bearer {settings.token}" if settings.token else None
        if expected and not secrets.compare_digest((authorization or "").encode(), expected.encode()):
            raise Stranger

    @app.exception_handler(Stranger)
    async def _stranger(_: Request, __: Exception) -> Response:
        return _problem(401, "Not signed in", "Send the bearer token of this service.")

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/ready")
    async def ready() -> Response:
        if worker.model is None:
            status = "unavailable" if worker.complaint else "loading"
            body = orjson.dumps({"status": status, "model": None, "detail": worker.complaint})
            return Response(body, 503, {"Retry-After": RETRY_AFTER}, media_type="application/json")
        body = orjson.dumps({"status": "ok", "model": worker.model.name, "context": worker.model.context})
        return Response(body, media_type="application/json")

    @app.get("/metrics", dependencies=[Depends(known)])
    async def metrics() -> Response:
        gauges = {
            "queue_length": worker.waiting,
            "busy": float(worker.busy),
            "model_loaded": float(worker.model is not None),
        }
        return Response(worker.metrics.text(gauges), media_type="text/plain; version=0.0.4")

    @app.post("/completion", dependencies=[Depends(known)])
    async def completion(request: Request, asked: Asked) -> Response:
        try:
            waiting = Waiting(worker, asked.order())
        except Full as full:
            worker.metrics.add('requests_total{outcome="turned away"}')
            return _refusal(full)
        gone = asyncio.ensure_future(_gone(request))
        try:
            return await (_begun if asked.stream else _whole)(worker, waiting, gone)
        except BaseException:
            waiting.leave()
            raise
        finally:
            gone.cancel()

    return app


class Stranger(Exception):  # noqa: N818
    """No token, or a wrong one."""
