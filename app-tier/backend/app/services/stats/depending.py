"""Whether everything answers that the product needs: asked just now, each within a short time."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime

from redis.exceptions import RedisError

from app.core.config import get_settings
from app.core.redis import get_redis
from app.schemas.health import Dependency
from app.schemas.stats import CacheStats, DependencyState, QueueStats, WorkerState
from app.services.health import readiness
from app.services.nlq.engine import engine
from app.services.query import cache
from app.services.reports import mail
from app.services.reports.problems import StorageFailed
from app.services.reports.storage import storage
from app.services.stats import heartbeats
from app.services.sync.dispatch import waiting


def workers(heard: Mapping[str, datetime]) -> list[WorkerState]:
    """Worker processes that were heard of within a day."""
    return [
        WorkerState(name=name.removeprefix(heartbeats.WORKER), last_heard_at=at, is_alive=heartbeats.is_alive(at))
        for name, at in sorted(heard.items())
        if name.startswith(heartbeats.WORKER)
    ]


def queue() -> QueueStats:
    """What waits for a worker."""
    limit = get_settings().max_queued_tasks
    try:
        soon, later = waiting()
    except RedisError:
        return QueueStats(soon=None, later=None, limit=limit)
    return QueueStats(soon=soon, later=later, limit=limit)


def kept() -> CacheStats:
    """The answers that are kept, and how often one was there when it was wanted."""
    try:
        about = get_redis().info()
        answers, hits, misses = cache.counts()
    except RedisError:
        return CacheStats(version=None, memory_bytes=None, answers=None, hits=None, misses=None, hit_rate=None)
    asked = hits + misses
    return CacheStats(
        version=str(about.get("redis_version")),
        memory_bytes=int(about["used_memory"]),
        answers=answers,
        hits=hits,
        misses=misses,
        hit_rate=hits / asked if asked else None,
    )


def dependencies(heard: Mapping[str, datetime], waits: QueueStats) -> list[DependencyState]:
    """Each dependency with what is wrong with it."""
    asked = readiness.check().dependencies
    return [
        _store("database", "Database (PostgreSQL)", asked["database"]),
        _store("redis", "Queue and cache (Redis)", asked["redis"]),
        _workers(workers(heard), waits),
        _scheduler(heard.get(heartbeats.SCHEDULER)),
        _files(),
        _mail(),
        _model(),
    ]


def _store(name: str, label: str, asked: Dependency) -> DependencyState:
    return DependencyState(
        name=name,
        label=label,
        status="ok" if asked.ok else "down",
        latency_ms=asked.latency_ms,
        detail=None if asked.ok else f"It does not answer ({asked.error}).",
    )


def _workers(known: list[WorkerState], waits: QueueStats) -> DependencyState:
    alive = sum(worker.is_alive for worker in known)
    full = (waits.soon or 0) + (waits.later or 0) > waits.limit
    if not alive:
        detail = "None was heard of: syncs, reports and recommendations wait."
    elif full:
        detail = f"More than {waits.limit} tasks wait, so that nothing more is taken on."
    else:
        detail = f"{alive} alive" if alive == len(known) else f"{alive} alive, {len(known) - alive} not heard of"
    status = "down" if not alive else "degraded" if full or alive < len(known) else "ok"
    return DependencyState.model_validate(
        {"name": "workers", "label": "Workers", "status": status, "latency_ms": None, "detail": detail}
    )


def _scheduler(at: datetime | None) -> DependencyState:
    alive = heartbeats.is_alive(at)
    detail = None if alive else "It was not heard of: schedules do not run, and what got lost is not taken up again."
    return DependencyState(
        name="scheduler", label="Scheduler", status="ok" if alive else "down", latency_ms=None, detail=detail
    )


def _timed(probe: Callable[[], object]) -> float:
    began = time.perf_counter()
    probe()
    return round((time.perf_counter() - began) * 1000, 1)


def _files() -> DependencyState:
    about = {"name": "files", "label": "Files of reports"}
    try:
        took = _timed(lambda: storage().read("there-is-no-such-file"))
    except StorageFailed as error:
        return DependencyState.model_validate({**about, "status": "down", "latency_ms": None, "detail": str(error)})
    return DependencyState.model_validate({**about, "status": "ok", "latency_ms": took, "detail": None})


def _mail() -> DependencyState:
    about = {"name": "mail", "label": "Mail server"}
    if not mail.is_set_up():
        detail = "SMTP_URL is not set: reports are not sent by e-mail."
        return DependencyState.model_validate({**about, "status": "off", "latency_ms": None, "detail": detail})
    try:
        took = _timed(mail.greet)
    except mail.NotSent as error:
        return DependencyState.model_validate({**about, "status": "degraded", "latency_ms": None, "detail": str(error)})
    return DependencyState.model_validate({**about, "status": "ok", "latency_ms": took, "detail": None})


def _model() -> DependencyState:
    about = {"name": "ai", "label": "Language model"}
    chosen = engine()
    if chosen is None:
        detail = "None is set up: questions are answered by rules."
        return DependencyState.model_validate({**about, "status": "off", "latency_ms": None, "detail": detail})
    status, model, took = chosen.ready()
    said = {
        "ok": model,
        "loading": "It is being loaded; questions are answered by rules until then.",
    }.get(status, "It does not answer: questions are answered by rules.")
    state = {"status": "ok" if status == "ok" else "degraded", "latency_ms": took, "detail": said}
    return DependencyState.model_validate({**about, **state})
