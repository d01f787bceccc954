"""What got lost, what has expired and what nobody owns any more is found here."""

import logging
from datetime import UTC, datetime, timedelta

from redis.exceptions import RedisError
from sqlalchemy import delete, or_, select, text, update
from sqlalchemy.orm import Session

from app.core.redis import get_redis
from app.db.session import unit_of_work
from app.models.delivery import ReportDelivery
from app.models.reports import Report
from app.services.reports import deliveries, delivering, recurring, requests
from app.services.reports.problems import StorageFailed
from app.services.reports.running import REPORTS
from app.services.reports.storage import storage
from app.services.sync import dispatch, locks

log = logging.getLogger(__name__)
LOST_AFTER = timedelta(seconds=30)
LOST_EVEN_IF_BUSY_AFTER = timedelta(minutes=10)
DEAD_AFTER = timedelta(seconds=5)
LOG_KEPT = timedelta(days=90)
FORGOTTEN_AFTER = timedelta(days=30)  # an expired or failed report's row, for whoever asks what became of it
SWEPT_EVERY_S = 3600
ORPHAN_AFTER = timedelta(hours=6)
_ONE_AT_A_TIME = text("select pg_try_advisory_xact_lock(hashtextextended('reports tick', 0))")


def tick() -> None:
    """Send again what got lost, start what is due, remove what is over. Raises RedisError while the queue is away."""
    waiting = dispatch.queued()
    with unit_of_work() as session:
        if not session.scalar(_ONE_AT_A_TIME):
            return
        lost = _lost(session, LOST_AFTER if waiting == 0 else LOST_EVEN_IF_BUSY_AFTER)
        _expire(session)
        _forget(session)
        unsent = _unsent(session)
    for report_id in lost:
        requests.send(report_id)
    recurring.start_due()
    for report_id in unsent:
        deliveries.send(report_id)
    if get_redis().set("wsi:reports:swept", 1, nx=True, ex=SWEPT_EVERY_S):
        _sweep()


def _lost(session: Session, patience: timedelta) -> list[int]:
    """Reports that wait although they were sent long ago, or that run without a worker: its lock went with it."""
    now = datetime.now(UTC)
    candidates = session.scalars(
        select(Report.id).where(
            or_(
                (Report.status == "queued") & (Report.dispatched_at < now - patience),
                (Report.status == "running") & (Report.dispatched_at < now - DEAD_AFTER),
            )
        )
    ).all()
    # looked at after the rows: a report that ended in between is sent for nothing, and nothing happens
    busy = locks.held(session.connection(), REPORTS)
    ids = [report_id for report_id in candidates if report_id not in busy]
    if ids:
        session.execute(update(Report).where(Report.id.in_(ids)).values(dispatched_at=now))
        log.info("reports sent again", extra={"reports": ids})
    return ids


def _unsent(session: Session) -> list[int]:
    """Reports with mails that are due and that nobody is sending."""
    busy = locks.held(session.connection(), delivering.DELIVERIES)
    free = [one for one in delivering.due(session) if one not in busy]
    of = select(ReportDelivery.report_id).where(ReportDelivery.id.in_(free)).distinct()
    return [report_id for report_id in session.scalars(of) if report_id is not None]


def _expire(session: Session) -> None:
    """Files past their time, and those of owners who are gone, are removed before the row says so."""
    over = select(Report).where(
        Report.status == "completed", or_(Report.expires_at <= datetime.now(UTC), Report.user_id.is_(None))
    )
    for report in session.scalars(over.limit(500).with_for_update(skip_locked=True)):
        try:
            storage().delete(report.file_key)
        except StorageFailed as error:
            log.warning("expired report not removed; tried again", extra={"report": report.id, "error": str(error)})
            return
        report.status = "expired"


def _forget(session: Session) -> None:
    ended = Report.status.in_(("expired", "failed"))
    old = or_(Report.expires_at < datetime.now(UTC) - FORGOTTEN_AFTER, Report.user_id.is_(None))
    for report in session.scalars(select(Report).where(ended, old).limit(500).with_for_update(skip_locked=True)):
        session.delete(report)
    expired = ReportDelivery.created_at < datetime.now(UTC) - LOG_KEPT
    session.execute(delete(ReportDelivery).where(expired, ReportDelivery.status != "waiting"))


def _sweep() -> None:
    """Files without a report: of one that was deleted while its worker died."""
    try:
        keys = storage().older(datetime.now(UTC) - ORPHAN_AFTER)
        with unit_of_work() as session:
            owned = set(session.scalars(select(Report.file_key).where(Report.file_key.in_(keys)))) if keys else set()
        for key in set(keys) - owned:
            storage().delete(key)
    except StorageFailed as error:
        log.warning("report storage not swept", extra={"error": str(error)})


def quietly() -> None:
    """A tick; while Redis is away there is nobody to send to, and nothing is lost by waiting for the next."""
    try:
        tick()
    except RedisError as error:
        log.warning("tick of reports left out: the queue is away", extra={"error": str(error)})
