"""Messages to the workers. A message is only a nudge: the rows say what is to be done, the tick finds what got lost."""

import logging
from collections.abc import Sequence

from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.core.problems import Unavailable
from app.core.queue import LATER, QUEUE_KEYS, SOON, celery_app
from app.core.redis import get_redis
from app.core.request_id import request_id
from app.db.session import SessionLocal
from app.models.sync import SyncStep
from app.services.aws.collectors import COLLECTORS

log = logging.getLogger(__name__)

_READY = text("""
update sync_steps s set dispatched_at = now()
where s.run_id = :run_id and s.status = 'queued' and s.dispatched_at is null and not exists (
  select from sync_steps p
  join unnest(cast(:kinds as text[]), cast(:needs as text[])) as n(kind, need)
    on n.kind = s.collector and n.need = p.collector
  where p.run_id = s.run_id and p.account_id = s.account_id and p.region = s.region
    and p.status in ('queued', 'running'))
returning s.id
""")
_ORDER = {kind: place for place, kind in enumerate(COLLECTORS)}
# the fleet is what people wait for: it comes before the months of hours and events, whatever run asks for them
_SOON = frozenset({"workspaces", "directories", "bundles", "tags", "connections", "event_queue"})
_WAITING = select(SyncStep.id, SyncStep.collector)


def waiting() -> tuple[int, int]:
    """Messages that no worker has taken yet: those for soon, and those for later. Raises RedisError."""
    soon, later = (int(get_redis().llen(key)) for key in QUEUE_KEYS)
    return soon, later


def queued() -> int:
    """Messages that no worker has taken yet. Raises RedisError."""
    return sum(waiting())


def require_queue() -> None:
    """Raises Unavailable when the queue cannot be reached or is full."""
    try:
        waiting = queued()
    except RedisError as error:
        raise Unavailable(
            "The task queue (Redis) cannot be reached at the moment. Nothing was started; try again in a few seconds."
        ) from error
    if waiting > (most := get_settings().max_queued_tasks):
        detail = (
            f"The task queue is full: {waiting} tasks wait, {most} may. Nothing was started. "
            "Wait until the workers have caught up, or start more of them."
        )
        raise Unavailable(detail, retry_after=60)


def send_plan(run_id: int) -> bool:
    """Ask a worker to plan a run; False when the message could not be sent."""
    return _send("sync.plan", run_id, SOON)


def send_listener(queue_arn: str) -> bool:
    """Ask a worker to listen to an event queue; False when the message could not be sent."""
    return _send("sync.listen", queue_arn, SOON)


def send_steps(step_ids: Sequence[int]) -> None:
    """Ask workers to run steps; those that cannot be sent now are sent by the tick."""
    if not step_ids:
        return
    with SessionLocal() as session:
        steps = session.execute(_WAITING.where(SyncStep.id.in_(step_ids))).all()
    for step in sorted(steps, key=lambda step: (_ORDER.get(step.collector, len(_ORDER)), step.id)):
        if not _send("sync.step", step.id, SOON if step.collector in _SOON else LATER):
            return


def take_ready(session: Session, run_id: int) -> list[int]:
    """The steps of a run whose prerequisites have ended, marked as sent. Send them after the commit."""
    pairs = [(kind, need) for kind, collector in COLLECTORS.items() for need in collector.after]
    kinds, needs = [kind for kind, _ in pairs], [need for _, need in pairs]
    return list(session.scalars(_READY, {"run_id": run_id, "kinds": kinds, "needs": needs}))


def _send(task: str, about: int | str, priority: int) -> bool:
    try:
        celery_app.send_task(task, args=[about], priority=priority, headers={"request_id": request_id.get()})
    except (BrokerError, RedisError, OSError) as error:
        log.warning("message not sent; the tick will", extra={"task": task, "about": about, "error": str(error)})
        return False
    return True
