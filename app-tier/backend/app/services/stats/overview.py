"""The state of the system in one answer."""

import platform
from datetime import UTC, datetime

from redis.exceptions import RedisError

from app import __version__
from app.db.session import reading
from app.schemas.stats import DependencyState, Stats
from app.services.stats import depending, heartbeats, holdings

_STARTED_AT = datetime.now(UTC)
_NEEDED = frozenset({"database", "redis"})


def stats() -> Stats:
    """What it holds, what waits, who works and what answers, asked just now.

    Raises OperationalError without the database.
    """
    try:
        heard = heartbeats.heard()
    except RedisError:
        heard = {}
    waits = depending.queue()
    states = depending.dependencies(heard, waits)
    with reading() as connection:
        database, counts = holdings.database(connection)
        syncs = holdings.last_syncs(connection)
    return Stats(
        at=datetime.now(UTC),
        version=__version__,
        started_at=_STARTED_AT,
        python_version=platform.python_version(),
        health=_worst(states),
        dependencies=states,
        counts=counts,
        database=database,
        queue=waits,
        cache=depending.kept(),
        workers=depending.workers(heard),
        scheduler_heard_at=heard.get(heartbeats.SCHEDULER),
        last_syncs=syncs,
    )


def _worst(states: list[DependencyState]) -> str:
    if any(state.status == "down" and state.name in _NEEDED for state in states):
        return "down"
    return "degraded" if any(state.status in ("down", "degraded") for state in states) else "ok"
