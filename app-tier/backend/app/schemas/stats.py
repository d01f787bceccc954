"""How the system itself is: what it holds, what waits, who works, and whether everything that it needs answers."""

from typing import Literal

from app.schemas.common import Answer, UtcTime


class DependencyState(Answer):
    """One thing that the product needs. `off`: it is not set up, and what needs it is not offered."""

    name: str
    label: str
    status: Literal["ok", "degraded", "down", "off"]
    latency_ms: float | None
    detail: str | None
    """What is wrong or worth knowing, for people."""


class TableSize(Answer):
    """A table with its indexes and partitions. `rows` is the planner's estimate; null before its first analysis."""

    name: str
    size_bytes: int
    rows: int | None


class DatabaseStats(Answer):
    """The database; `tables` are the largest."""

    version: str
    schema_revision: str
    size_bytes: int
    connections: int
    max_connections: int
    tables: list[TableSize]


class QueueStats(Answer):
    """Messages that no worker has taken yet; null while the queue cannot be asked. Over `limit` nothing is taken on."""

    soon: int | None
    later: int | None
    limit: int


class CacheStats(Answer):
    """Answers kept in Redis. `hit_rate` (0 to 1) is null before the first question; all null while Redis is away."""

    version: str | None
    memory_bytes: int | None
    answers: int | None
    hits: int | None
    misses: int | None
    hit_rate: float | None


class WorkerState(Answer):
    """A worker process; it is heard of every few seconds while it lives."""

    name: str
    last_heard_at: UtcTime
    is_alive: bool


class CountOf(Answer):
    """How many there are of something; `is_estimate` where counting would take long."""

    name: str
    label: str
    count: int
    is_estimate: bool


class SyncOutcome(Answer):
    """One of the last runs."""

    id: int
    status: str
    trigger: str
    started_at: UtcTime | None
    finished_at: UtcTime | None


class Stats(Answer):
    """The system at this moment."""

    at: UtcTime
    version: str
    started_at: UtcTime
    """Since when the process that answered runs."""
    python_version: str
    health: Literal["ok", "degraded", "down"]
    dependencies: list[DependencyState]
    counts: list[CountOf]
    database: DatabaseStats
    queue: QueueStats
    cache: CacheStats
    workers: list[WorkerState]
    scheduler_heard_at: UtcTime | None
    """When the scheduler last sent its tick; null if never."""
    last_syncs: list[SyncOutcome]
