"""Reports as their owners deal with them: ask, look, fetch, ask again, delete."""

import logging
import secrets
from datetime import UTC, datetime

from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.problems import Conflict, NotFound, TooMany, Unavailable, invalid
from app.core.queue import celery_app
from app.core.request_id import request_id
from app.core.roles import Capability
from app.db.session import reading, unit_of_work
from app.models.reports import Report
from app.schemas.caller import Caller
from app.schemas.common import Page, Paging
from app.schemas.plan import Plan
from app.schemas.reports import ReportAnswer, ReportRequest
from app.services.audit import trail
from app.services.reports import deliveries, progress
from app.services.reports.content import content
from app.services.reports.kinds import plan_of
from app.services.reports.problems import Gone, StorageFailed
from app.services.reports.storage import Stored, storage
from app.services.sync.dispatch import require_queue

log = logging.getLogger(__name__)
MAX_ACTIVE = 20
MAX_ID = 2**31 - 1
ACTIVE = ("queued", "running")


def generate(caller: Caller, asked: ReportRequest) -> Report:
    """Make a report and send it to a worker.

    Raises Invalid naming what does not fit, Forbidden for an address that the caller may not write to, TooMany when
    too many of the caller's wait, Unavailable without a queue.
    """
    plan = checked(caller, asked)
    require_queue()
    with unit_of_work() as session:
        report = add(session, caller, asked, plan)
        deliveries.add(session, caller, report, deliveries.recipients(session, caller, asked.email_to))
    send(report.id)
    return report


def checked(caller: Caller, asked: ReportRequest) -> Plan:
    """The plan of a report that the caller may ask for. Raises Invalid naming what does not fit."""
    plan = plan_of(asked)
    with reading() as connection:
        content(connection, plan, caller.account_scope)
    return plan


def add(session: Session, caller: Caller, asked: ReportRequest, plan: Plan) -> Report:
    """The row of a report, marked as sent: send it after the commit. Raises TooMany."""
    _room(session, caller)
    report = Report(
        user_id=caller.user_id,
        requested_by=caller.username,
        request_id=request_id.get(),
        report_type=asked.report_type,
        name=asked.name,
        format=asked.format,
        plan=plan.model_dump(mode="json", exclude_unset=True),
        options={
            "bom": asked.bom,
            "header": asked.header or ("labels" if asked.format == "xlsx" else "names"),
        },
        file_key=f"{secrets.token_hex(16)}.{asked.format}",
        dispatched_at=datetime.now(UTC),
    )
    session.add(report)
    session.flush()
    detail = {"type": asked.report_type, "format": asked.format, "plan": report.plan}
    trail.record(session, caller, "report.generate", f"report {report.id}", detail)
    session.refresh(report)
    return report


def _room(session: Session, caller: Caller) -> None:
    mine = select(func.count()).where(Report.user_id == caller.user_id, Report.status.in_(ACTIVE))
    if (session.scalar(mine) or 0) >= MAX_ACTIVE:
        raise TooMany(f"{MAX_ACTIVE} of your reports wait or are being written already.", retry_after=30)


def send(report_id: int) -> bool:
    """Ask a worker to write it; False when the message could not be sent (the tick will)."""
    try:
        celery_app.send_task("reports.run", args=[report_id], headers={"request_id": request_id.get()})
    except (BrokerError, RedisError, OSError) as error:
        log.warning("report not sent; the tick will", extra={"report": report_id, "error": str(error)})
        return False
    return True


def _visible(caller: Caller) -> Select[Report]:
    """One's own; an administrator's view has all."""
    reports = select(Report)
    return reports if caller.may(Capability.ADMIN) else reports.where(Report.user_id == caller.user_id)


def find(session: Session, caller: Caller, report_id: int, *, lock: bool = False) -> Report:
    """The report. Raises NotFound, also for somebody else's."""
    wanted = _visible(caller).where(Report.id == report_id)
    if lock:
        wanted = wanted.with_for_update()
    report = session.scalars(wanted).one_or_none() if 0 < report_id <= MAX_ID else None
    if report is None:
        raise NotFound(f"There is no report {report_id}.")
    return report


def page(session: Session, caller: Caller, query: Paging) -> Page[ReportAnswer]:
    """The caller's reports (an administrator's: all), newest first. Raises Invalid for a cursor of another list."""
    visible = _visible(caller)
    total = session.scalar(select(func.count()).select_from(visible.subquery())) or 0
    if query.cursor is not None:
        if not (query.cursor.isascii() and query.cursor.isdecimal()) or int(query.cursor) > MAX_ID:
            raise invalid("cursor", "is not one that this list gave")
        visible = visible.where(Report.id < int(query.cursor))
    shown = session.scalars(visible.order_by(Report.id.desc()).limit(query.limit + 1).offset(query.offset)).all()
    more = len(shown) > query.limit
    return Page[ReportAnswer](
        items=[progress.answer(report) for report in shown[: query.limit]],
        total=total,
        limit=query.limit,
        offset=query.offset,
        next_cursor=str(shown[query.limit - 1].id) if more else None,
    )


def ready(caller: Caller, report_id: int) -> Report:
    """A report whose file may be fetched. Raises NotFound; Conflict while it is not ready or failed; Gone."""
    with unit_of_work() as session:
        report = find(session, caller, report_id)
        if report.status in ACTIVE:
            raise Conflict(f"Report {report_id} is not ready yet ({report.status}, {report.progress} %).")
        if report.status == "failed":
            raise Conflict(f"Report {report_id} failed: {report.error}")
        if report.status == "expired" or (report.expires_at is not None and report.expires_at <= datetime.now(UTC)):
            raise Gone(f"Report {report_id} has expired. Ask for it again.")
        trail.record(session, caller, "report.download", f"report {report_id}")
    return report


def file(report: Report) -> Stored:
    """The file of a report that is ready. Raises Gone when somebody else removed it, Unavailable."""
    try:
        stored = storage().read(report.file_key)
    except StorageFailed as error:
        raise Unavailable(str(error), retry_after=30) from error
    if stored is None:
        raise Gone(f"The file of report {report.id} is not there any more. Ask for it again.")
    return stored


def retry(caller: Caller, report_id: int) -> Report:
    """Write a failed or expired report again. Raises NotFound, Conflict, Unavailable."""
    require_queue()
    with unit_of_work() as session:
        report = find(session, caller, report_id, lock=True)
        if report.status not in ("failed", "expired"):
            raise Conflict(f"Report {report_id} is {report.status}: only one that failed or expired is written again.")
        report.status, report.progress, report.attempts, report.error = "queued", 0, 0, None
        report.row_count = report.size_bytes = report.checksum = None
        report.started_at = report.finished_at = report.expires_at = None
        report.dispatched_at = datetime.now(UTC)
        deliveries.wait_again(session, report_id)
        trail.record(session, caller, "report.retry", f"report {report_id}")
    send(report_id)
    return report


def delete(caller: Caller, report_id: int) -> None:
    """Remove a report and its file; one that is being written is stopped. Raises NotFound, Unavailable."""
    with unit_of_work() as session:
        report = find(session, caller, report_id, lock=True)
        deliveries.give_up(session, report_id, "The report was deleted.")
        session.delete(report)
        trail.record(session, caller, "report.delete", f"report {report_id}")
        if report.status not in ACTIVE:
            try:
                storage().delete(report.file_key)
            except StorageFailed as error:
                raise Unavailable(str(error), retry_after=30) from error
