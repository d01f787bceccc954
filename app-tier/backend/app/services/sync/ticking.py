"""What got lost is found here: messages that never arrived, workers that died, schedules that are due."""

import logging
from datetime import UTC, datetime, timedelta

from redis.exceptions import RedisError
from sqlalchemy import or_, select, text, update
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.db.session import unit_of_work
from app.models.sync import SyncRun, SyncStep
from app.services.sync import dispatch, ending, listening, locks, retention, schedules
from app.services.sync.progress import ACTIVE

log = logging.getLogger(__name__)
LOST_AFTER = timedelta(seconds=30)
LOST_EVEN_IF_BUSY_AFTER = timedelta(minutes=10)
_ONE_AT_A_TIME = text("select pg_try_advisory_xact_lock(hashtextextended('sync tick', 0))")


def tick() -> None:
    """Start what is due, send again what got lost, end what is over. Two ticks at once: the second leaves.

    Raises RedisError while the queue is away; the next tick tries again.
    """
    waiting = dispatch.queued()
    with unit_of_work() as session:
        if not session.scalar(_ONE_AT_A_TIME):
            return
        has_room = waiting <= get_settings().max_queued_tasks
        plans = schedules.start_due(session) if has_room else []
        patience = LOST_AFTER if waiting == 0 else LOST_EVEN_IF_BUSY_AFTER
        lost_before = datetime.now(UTC) - patience
        plans += _lost_plans(session, lost_before)
        steps = _lost_steps(session, lost_before)
        planned = select(SyncRun.id).where(
            SyncRun.status.in_(ACTIVE), or_(SyncRun.is_planned, SyncRun.cancel_requested)
        )
        active = list(session.scalars(planned))
        forgotten = retention.forget_old(session)
        retention.fold_versions(session)
        retention.forget_audit(session)
    if plans or steps or forgotten:
        log.info("ticked", extra={"plans": plans, "steps": steps, "old_runs_deleted": forgotten})
    for run_id in plans:
        dispatch.send_plan(run_id)
    dispatch.send_steps(steps)
    for run_id in active:
        ending.advance(run_id)
    listening.send_missing()
    if dropped := retention.drop_old_months():
        log.info("old months dropped", extra={"partitions": dropped})


def _lost_plans(session: Session, lost_before: datetime) -> list[int]:
    """Runs that nobody plans although they were sent long ago, marked as sent again."""
    busy = locks.held(session.connection(), locks.PLANS)
    lost = (
        select(SyncRun.id)
        .where(SyncRun.status.in_(ACTIVE), ~SyncRun.is_planned, ~SyncRun.cancel_requested)
        .where(or_(SyncRun.dispatched_at.is_(None), SyncRun.dispatched_at < lost_before))
    )
    ids = [run_id for run_id in session.scalars(lost.order_by(SyncRun.id)) if run_id not in busy]
    session.execute(update(SyncRun).where(SyncRun.id.in_(ids)).values(dispatched_at=datetime.now(UTC)))
    return ids


def _lost_steps(session: Session, lost_before: datetime) -> list[int]:
    """Steps that wait although they were sent long ago, or that run without a worker, marked as sent again.

    A dead worker is seen by its lock, which went with it, so its steps need not wait for the queue to be empty.
    """
    candidates = session.scalars(
        select(SyncStep)
        .join(SyncRun, SyncRun.id == SyncStep.run_id)
        .where(SyncRun.status.in_(ACTIVE), SyncStep.dispatched_at.is_not(None))
        .where(
            or_(
                (SyncStep.status == "queued") & (SyncStep.dispatched_at < lost_before),
                (SyncStep.status == "running") & (SyncStep.dispatched_at < datetime.now(UTC) - timedelta(seconds=5)),
            )
        )
        .order_by(SyncStep.id)
    ).all()
    # looked at after the rows: a step that ended in between is sent for nothing, and does nothing
    busy = locks.held(session.connection(), locks.STEPS)
    ids = [s.id for s in candidates if locks.key(s.account_id, s.region, s.collector) not in busy]
    session.execute(update(SyncStep).where(SyncStep.id.in_(ids)).values(dispatched_at=datetime.now(UTC)))
    return ids


def quietly() -> None:
    """A tick; while Redis is away there is nobody to send to, and nothing is lost by waiting for the next."""
    try:
        tick()
    except RedisError as error:
        log.warning("tick left out: the queue is away", extra={"error": str(error)})
