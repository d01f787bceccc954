"""Ask each dependency whether it answers, with a short limit each."""

import time
from collections.abc import Callable

from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.redis import get_redis
from app.db.session import reading
from app.schemas.health import Dependency, Readiness


def _database() -> None:
    with reading() as connection:
        connection.execute(text("select version_num from alembic_version")).one()


def _redis() -> None:
    get_redis().ping()


def _ask(probe: Callable[[], None]) -> Dependency:
    began = time.perf_counter()
    try:
        probe()
    except (SQLAlchemyError, RedisError, OSError) as error:
        return Dependency(ok=False, latency_ms=None, error=type(error).__name__)
    return Dependency(ok=True, latency_ms=round((time.perf_counter() - began) * 1000, 1), error=None)


def check() -> Readiness:
    """The answer of every dependency; `ready` only if all answered."""
    dependencies = {"database": _ask(_database), "redis": _ask(_redis)}
    ready = all(d.ok for d in dependencies.values())
    return Readiness(status="ready" if ready else "unavailable", dependencies=dependencies)
