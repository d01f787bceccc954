"""A bounded queue before one thread that owns the model. Who leaves is not waited for, who waits long is told."""

import contextlib
import hashlib
import logging
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from phi3_service.metrics import Metrics
from phi3_service.model import BadGrammar, Message, Model, TooLong

log = logging.getLogger(__name__)
GRAMMARS = 64


class Full(Exception):  # noqa: N818
    """No seat is free, the wait was too long, or the model is not there. The caller may try again."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for."""

    prompt: str | None
    messages: Sequence[Message]
    grammar: str | None
    schema: str | None
    max_tokens: int
    temperature: float
    stop: Sequence[str]
    cache_prompt: bool


@dataclass(slots=True)
class Done:
    """How it ended."""

    finish_reason: str
    prompt: int
    cached: int
    completion: int
    queue_ms: float
    prompt_ms: float
    completion_ms: float
    confidence: float | None


Report = Callable[[str | Done | Exception], None]


@dataclass(slots=True)
class Job:
    """An order on its way. `report` is called from the model's thread: text as it comes, then Done or an exception."""

    order: Order
    report: Report
    cancelled: threading.Event = field(default_factory=threading.Event)
    asked: float = field(default_factory=time.monotonic)


class Worker:
    """The thread. `model` is None until it is loaded; `complaint` says why it never will be."""

    def __init__(self, load: Callable[[], Model], metrics: Metrics, seats: int, wait_seconds: float) -> None:
        self.metrics, self.model, self.complaint = metrics, None, None  # type: Metrics, Model | None, str | None
        self.busy = False
        self._load, self._wait = load, wait_seconds
        self._jobs: queue.Queue[Job | None] = queue.Queue(seats)
        self._grammars: OrderedDict[str, object] = OrderedDict()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="model", daemon=True)

    def start(self) -> None:
        """Load the model and work from then on."""
        self._thread.start()

    def stop(self, grace_seconds: float) -> None:
        """Take nothing more on, end what runs, and wait for the thread."""
        self._stopping.set()
        with contextlib.suppress(queue.Full):  # it looks at `_stopping` after each job
            self._jobs.put_nowait(None)
        self._thread.join(grace_seconds)

    @property
    def waiting(self) -> int:
        """Jobs that are not begun."""
        return self._jobs.qsize()

    def submit(self, job: Job) -> None:
        """Queue a job. Raises Full."""
        if self.model is None or self._stopping.is_set():
            raise Full(self.complaint or "the model is not loaded yet")
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise Full("too many requests are waiting") from None

    def _work(self) -> None:
        try:
            self.model = self._load()
        except Exception as error:  # noqa: BLE001 - told by /ready and in the log; the process stays to say so
            self.complaint = str(error) or type(error).__name__
            log.warning("no model: %s", self.complaint)
            return
        while not self._stopping.is_set():
            job = self._jobs.get()
            if job is None:
                break
            self.busy = True
            self._begin(job)
            self.busy = False
        self._turn_away()

    def _turn_away(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is not None:
                job.report(Full("the service is stopping"))

    def _begin(self, job: Job) -> None:
        waited = time.monotonic() - job.asked
        if job.cancelled.is_set():
            self.metrics.add('requests_total{outcome="left"}')
        elif waited > self._wait:
            self.metrics.add('requests_total{outcome="waited"}')
            job.report(Full("the wait was too long"))
        else:
            try:
                self._run(job, waited)
            except (BadGrammar, TooLong) as error:
                self.metrics.add('requests_total{outcome="refused"}')
                job.report(error)
            except Exception as error:
                self.metrics.add('requests_total{outcome="failed"}')
                log.exception("a request failed")
                job.report(error)

    def _run(self, job: Job, waited: float) -> None:
        assert self.model is not None  # noqa: S101 - submit() lets nobody in before
        order, began = job.order, time.monotonic()
        grammar = self._grammar(order)
        text = order.prompt is not None
        tokens = self.model.tokens_of_text(order.prompt or "") if text else self.model.tokens_of_chat(order.messages)
        left = self.model.context - len(tokens)
        if left < 1:
            raise TooLong(
                f"the prompt has {len(tokens)} tokens; the context has {self.model.context} and needs one to answer"
            )
        run = self.model.start(tokens, grammar, order.temperature, keep=order.cache_prompt)
        answer = _Answer(job)
        reason, first, least = "stop", None, 1.0
        for piece in run.pieces:
            first = first or time.monotonic()
            least = min(least, piece.probability)
            if job.cancelled.is_set() or self._stopping.is_set():
                reason = "cancelled"
                break
            if answer.add(piece.data):
                break
            if answer.tokens >= min(order.max_tokens, left):
                reason = "length"
                break
        ended = time.monotonic()
        first = first or ended
        if reason == "cancelled":
            self.metrics.add('requests_total{outcome="left"}')
            if self._stopping.is_set():
                job.report(Full("the service is stopping"))
            return
        answer.finish()
        done = Done(reason, run.prompt, run.cached, answer.tokens, waited * 1000, (first - began) * 1000,
                    (ended - first) * 1000, least if answer.tokens else None)  # fmt: skip
        self._count(done)
        job.report(done)

    def _grammar(self, order: Order) -> object | None:
        """The grammar, compiled once for each text of one."""
        assert self.model is not None  # noqa: S101
        text = order.grammar if order.grammar is not None else order.schema
        if text is None:
            return None
        key = hashlib.sha256(f"{order.grammar is None}\n{text}".encode("utf-8", "replace")).hexdigest()
        if key in self._grammars:
            self._grammars.move_to_end(key)
            self.metrics.add("grammar_cache_hits_total")
            return self._grammars[key]
        made = self.model.grammar(text) if order.grammar is not None else self.model.schema(text)
        self._grammars[key] = made
        if len(self._grammars) > GRAMMARS:
            self._grammars.popitem(last=False)
        return made

    def _count(self, done: Done) -> None:
        self.metrics.add('requests_total{outcome="answered"}')
        self.metrics.add('tokens_total{kind="prompt"}', done.prompt)
        self.metrics.add('tokens_total{kind="cached"}', done.cached)
        self.metrics.add('tokens_total{kind="completion"}', done.completion)
        self.metrics.add("prompt_seconds_total", done.prompt_ms / 1000)
        self.metrics.add("completion_seconds_total", done.completion_ms / 1000)
        self.metrics.add("queue_seconds_total", done.queue_ms / 1000)
        self.metrics.add("prefix_cache_hits_total", 1 if done.cached else 0)


class _Answer:
    """Bytes put together to characters; what may be the beginning of a stop text is held back until it is not."""

    def __init__(self, job: Job) -> None:
        self.tokens = 0
        self._job, self._bytes, self._held = job, b"", ""

    def add(self, data: bytes) -> bool:
        """Take one token's bytes; True where a stop text is complete."""
        self.tokens += 1
        self._bytes += data
        text = self._bytes.decode("utf-8", "ignore")
        if len(self._bytes) - len(text.encode()) > 3:
            text = self._bytes.decode("utf-8", "replace")
            self._bytes = b""
        else:
            self._bytes = self._bytes[len(text.encode()) :]
        self._held += text
        ends = [at for stop in self._job.order.stop if (at := self._held.find(stop)) >= 0]
        if ends:
            self._held = self._held[: min(ends)]
            return True
        keep = max(
            (n for stop in self._job.order.stop for n in range(1, len(stop)) if self._held.endswith(stop[:n])),
            default=0,
        )
        self._give(len(self._held) - keep)
        return False

    def finish(self) -> None:
        """What is left."""
        self._held += self._bytes.decode("utf-8", "replace")
        self._give(len(self._held))

    def _give(self, size: int) -> None:
        if size > 0:
            self._job.report(self._held[:size])
            self._held = self._held[size:]
