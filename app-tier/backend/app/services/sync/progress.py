"""How far a run is: one line for lists, pushed to whoever is looking."""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from redis.exceptions import RedisError
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.core.redis import get_redis, stream_channel
from app.db.session import SessionLocal
from app.models.sync import SyncRun, SyncStep
from app.schemas.sync import SyncSummary

log = logging.getLogger(__name__)
ACTIVE = ("queued", "running")
_SUMS = ("seen", "created", "updated", "retired")


def in_scope(runs: Select[Any], scope: frozenset[str] | None) -> Select[Any]:
    """Only runs that are about one of the accounts (None: all of them)."""
    if scope is None:
        return runs
    return runs.where(or_(SyncRun.account_ids.is_(None), SyncRun.account_ids.overlap(sorted(scope))))


def summaries(session: Session, runs: Iterable[SyncRun], scope: frozenset[str] | None = None) -> Iterator[SyncSummary]:
    """Each run with the sums over its steps, of the scope's accounts only where there is a scope."""
    runs = list(runs)
    ended = func.count().filter(SyncStep.status.not_in(ACTIVE)).label("steps_done")
    sums = [func.sum(getattr(SyncStep, name)).label(name) for name in _SUMS]
    statement = (
        select(SyncStep.run_id, func.count().label("steps_total"), ended, *sums)
        .where(SyncStep.run_id.in_([run.id for run in runs]))
        .group_by(SyncStep.run_id)
    )
    if scope is not None:
        statement = statement.where(SyncStep.account_id.in_(scope))
    by_run = {row.run_id: row._mapping for row in session.execute(statement)}
    for run in runs:
        counts = by_run.get(run.id) or dict.fromkeys(("steps_total", "steps_done", *_SUMS), 0)
        columns = {name: getattr(run, name) for name in SyncSummary.model_fields if hasattr(run, name)}
        yield SyncSummary.model_validate({**columns, **{n: counts[n] for n in ("steps_total", "steps_done", *_SUMS)}})


def of_run(run_id: int, scope: frozenset[str] | None = None) -> SyncSummary | None:
    """One run's line as it is now; None where there is none or it is not the scope's."""
    with SessionLocal() as session:
        run = session.scalars(in_scope(select(SyncRun).where(SyncRun.id == run_id), scope)).one_or_none()
        return next(summaries(session, [run], scope)) if run else None


def publish_run(run_id: int) -> None:
    """Tell whoever is looking how far the run is."""
    if (line := of_run(run_id)) is not None:
        _publish({"event": "sync", "data": line.model_dump(mode="json")})


def publish_data(dataset: str, account_id: str) -> None:
    """Tell whoever is looking that rows of an account were written."""
    _publish({"event": "data", "data": {"dataset": dataset}, "account_id": account_id})


def _publish(message: dict[str, object]) -> None:
    """Best effort: a page that misses a message is brought up to date by the next one, or by its own reading."""
    try:
        get_redis().publish(stream_channel(), orjson.dumps(message))
    except RedisError as error:
        log.warning("progress not published", extra={"error": str(error)})
