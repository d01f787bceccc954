"""Signs of life of workers and of the scheduler: the time at which each was last heard of, in Redis."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.core.redis import get_redis

KEY = "wsi:heartbeats"
SCHEDULER = "scheduler"
WORKER = "worker "
"""What the names of workers begin with."""
SILENT_AFTER = timedelta(seconds=45)
"""Longer than any pause between two signs of what lives."""
REMEMBERED = timedelta(days=1)


def sign(name: str) -> None:
    """It lives. Raises RedisError."""
    get_redis().zadd(KEY, {name: datetime.now(UTC).timestamp()})


def forget(name: str) -> None:
    """It ended as it should. Raises RedisError."""
    get_redis().zrem(KEY, name)


def heard() -> dict[str, datetime]:
    """Who was heard of within a day, and when last. Raises RedisError."""
    since = (datetime.now(UTC) - REMEMBERED).timestamp()
    get_redis().zremrangebyscore(KEY, "-inf", since)
    signs: Any = get_redis().zrange(KEY, 0, -1, withscores=True)
    return {str(name): datetime.fromtimestamp(score, UTC) for name, score in signs}


def is_alive(at: datetime | None) -> bool:
    """Whether a sign of that time is one of something that lives."""
    return at is not None and datetime.now(UTC) - at < SILENT_AFTER
