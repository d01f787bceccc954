"""The client of the AI tier: one deadline a call, a few calls at once, a pause after failures; never a hang."""

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx
import orjson

from app.core.config import Settings, get_settings
from app.core.request_id import request_id

AT_ONCE = 4
FAILURES, PAUSE_SECONDS = 3, 15.0
MAX_BYTES = 262_144
HEALTH_SECONDS = 2.0


class Away(Exception):  # noqa: N818 - a state of things that has an answer
    """The AI tier does not answer, or not in time, or nothing of use. The sentence is for people."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What the model wrote. `confidence`: the least probability of a piece of it, where the server tells."""

    content: str
    model: str
    confidence: float | None


class Breaker:
    """Open for a while after several failures in a row; then one call may try."""

    def __init__(self) -> None:
        self._lock, self._failures, self._until = threading.Lock(), 0, 0.0

    def check(self) -> None:
        """Raises Away while calls are paused."""
        with self._lock:
            if time.monotonic() < self._until:
                raise Away("The language model did not answer a moment ago.")
            if self._failures >= FAILURES:
                self._until = time.monotonic() + PAUSE_SECONDS  # the others wait for what this one finds

    def note(self, *, worked: bool) -> None:
        """How a call went."""
        with self._lock:
            self._failures = 0 if worked else self._failures + 1
            self._until = 0.0 if worked or self._failures < FAILURES else time.monotonic() + PAUSE_SECONDS


class Engine:
    """One AI tier."""

    def __init__(self, url: str, token: str | None, deadline: float) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        limits = httpx.Limits(max_connections=AT_ONCE + 1, max_keepalive_connections=AT_ONCE)
        timeout = httpx.Timeout(deadline, connect=min(1.0, deadline))
        self._client = httpx.Client(
            base_url=url.rstrip("/"), headers=headers, timeout=timeout, limits=limits, trust_env=False
        )
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="ai")
        self._seats = threading.BoundedSemaphore(AT_ONCE)
        self._breaker, self._deadline = Breaker(), deadline

    def complete(self, body: Mapping[str, Any]) -> Completion:
        """What the model writes. Raises Away, at the latest at the deadline."""
        self._breaker.check()
        if not self._seats.acquire(blocking=False):
            raise Away("The language model is busy.")
        headers = {"X-Request-ID": request_id.get()}
        call = self._pool.submit(self._call, orjson.dumps(body), headers)
        call.add_done_callback(lambda _: self._seats.release())
        try:
            made = call.result(self._deadline)
        except Late:
            self._breaker.note(worked=False)
            raise Away("The language model took too long.") from None
        except _Busy:
            raise Away("The language model is busy or still loading.") from None
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            self._breaker.note(worked=False)
            raise Away("The language model cannot be reached at the moment.") from error
        self._breaker.note(worked=True)
        return made

    def _call(self, body: bytes, headers: Mapping[str, str]) -> Completion:
        content = {"Content-Type": "application/json", **headers}
        with self._client.stream("POST", "/completion", content=body, headers=content) as answer:
            if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                raise _Busy
            answer.raise_for_status()
            read = bytearray()
            for chunk in answer.iter_bytes():
                read += chunk
                if len(read) > MAX_BYTES:
                    raise ValueError("too long an answer")
        told = orjson.loads(read)
        sure = told.get("confidence")
        return Completion(
            str(told["content"]), str(told.get("model", "model"))[:200], None if sure is None else float(sure)
        )

    def ready(self) -> tuple[str, str | None, float | None]:
        """`ok`, `loading` or `unavailable`; the model's name; milliseconds that the answer took."""
        began = time.perf_counter()
        try:
            answer = self._client.get("/ready", timeout=HEALTH_SECONDS)
            told = orjson.loads(answer.content) if answer.content else {}
        except (httpx.HTTPError, ValueError):
            return "unavailable", None, None
        took = round((time.perf_counter() - began) * 1000, 1)
        model = str(told["model"])[:200] if isinstance(told, dict) and told.get("model") else None
        if answer.status_code == httpx.codes.OK:
            return "ok", model, took
        return ("loading" if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else "unavailable"), model, took


class _Busy(Exception):  # noqa: N818
    """503: the queue is full or the model is not there yet."""


@lru_cache(maxsize=4)
def _engine(url: str, token: str | None, deadline: float) -> Engine:
    return Engine(url, token, deadline)


def engine(settings: Settings | None = None) -> Engine | None:
    """The AI tier of the settings; None where none is set up."""
    chosen = settings or get_settings()
    if not chosen.ai_service_url:
        return None
    token = chosen.ai_service_token.get_secret_value() if chosen.ai_service_token else None
    return _engine(chosen.ai_service_url, token, chosen.ai_deadline_seconds)
