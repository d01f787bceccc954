"""Sending what waits: one mail an address, tried again later and later, each result a fact of its row."""

import hashlib
import logging
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.core.problems import NotFound
from app.db.session import unit_of_work
from app.models.delivery import ReportDelivery
from app.models.reports import Report
from app.services.audit import trail
from app.services.reports import mail, names
from app.services.reports.mail import Attachment, Mail, NotSent
from app.services.reports.problems import StorageFailed
from app.services.reports.storage import storage
from app.services.sync import locks

log = logging.getLogger(__name__)
DELIVERIES = 0x57534904  # the space of these advisory locks, beside those of `sync.locks` and of reports
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))
BATCH = 200


def due(session: Session, report_id: int | None = None) -> list[int]:
    """Deliveries that can be tried now, of one report or of all: the report is there and its pause is over."""
    waiting = (
        select(ReportDelivery.id)
        .join(Report, Report.id == ReportDelivery.report_id)
        .where(
            ReportDelivery.status == "waiting",
            ReportDelivery.next_attempt_at <= datetime.now(UTC),
            Report.status == "completed",
        )
        .order_by(ReportDelivery.next_attempt_at, ReportDelivery.id)
    )
    if report_id is not None:
        waiting = waiting.where(ReportDelivery.report_id == report_id)
    return list(session.scalars(waiting.limit(BATCH)))


def deliver(report_id: int) -> None:
    """Send what waits for a report."""
    with unit_of_work() as session:
        ids = due(session, report_id)
    for delivery_id in ids:
        with locks.alone(DELIVERIES, delivery_id) as mine:
            if mine:
                _deliver(delivery_id)


def _deliver(delivery_id: int) -> None:
    """One attempt. It is counted before it is made, so that one which kills its worker does not come for ever."""
    with unit_of_work() as session:
        row = session.get(ReportDelivery, delivery_id, with_for_update=True)
        report = session.get(Report, row.report_id) if row is not None and row.report_id is not None else None
        now = datetime.now(UTC)
        if row is None or report is None or row.status != "waiting" or row.next_attempt_at > now:
            return
        pause = PAUSES[min(row.attempts, len(PAUSES) - 1)]
        row.attempts, row.next_attempt_at = row.attempts + 1, now + pause
    try:
        made, secret = _mail(row, report)
        if secret is not None:
            _remember(delivery_id, secret)
        mail.send(made)
    except (NotSent, StorageFailed) as error:
        _failed(row, str(error), again=getattr(error, "again", True) and row.attempts <= len(PAUSES))
        return
    with unit_of_work() as session:
        sent = session.get_one(ReportDelivery, delivery_id)
        sent.status, sent.error, sent.sent_at = "sent", None, datetime.now(UTC)
        sent.form = "attachment" if secret is None else "link"


def _remember(delivery_id: int, secret: str) -> None:
    with unit_of_work() as session:
        session.get_one(ReportDelivery, delivery_id).link_hash = digest(secret)


def _failed(row: ReportDelivery, reason: str, *, again: bool) -> None:
    log.warning("report not delivered", extra={"delivery": row.id, "reason": reason, "again": again})
    with unit_of_work() as session:
        tried = session.get_one(ReportDelivery, row.id)
        tried.error = reason
        if not again:
            tried.status = "failed"


def _mail(row: ReportDelivery, report: Report) -> tuple[Mail, str | None]:
    """The mail, and the secret of its link where the file is too large to attach. Raises StorageFailed, NotSent."""
    title = mail.one_line(report.name or f"WorkSpaces Inventory: {report.report_type}")
    said = [
        f"{title}\n",
        f"Made for {report.requested_by} on {report.finished_at or report.created_at:%Y-%m-%d %H:%M} UTC, "
        f"{report.row_count:,} rows.",
        f"SHA-256 of the file: {report.checksum}",
    ]
    secret: str | None = None
    attachment = None
    if (report.size_bytes or 0) <= get_settings().email_attachment_max_bytes:
        attachment = Attachment(names.of(report), names.MEDIA_TYPES[report.format].partition(";")[0], _content(report))
    else:
        secret = secrets.token_urlsafe(32)
        said.append(_where(report, secret))
    mark = f"report-{report.id}-{row.id}"
    return Mail(row.recipient, title, "\n".join(said) + "\n", mark, attachment), secret


def _content(report: Report) -> bytes:
    stored = storage().read(report.file_key)
    if stored is None:
        raise NotSent("The file of the report is not there any more.", again=False)
    return b"".join(stored.chunks)


def _where(report: Report, secret: str) -> str:
    base = (get_settings().public_url or "").rstrip("/")
    size = f"It has {report.size_bytes or 0:,} bytes, too many to attach."
    if not base:
        return f"{size} Sign in to WorkSpaces Inventory and fetch report {report.id}."
    until = f" until {report.expires_at:%Y-%m-%d %H:%M} UTC" if report.expires_at else ""
    return f"{size} Whoever has this link can fetch it{until}:\n{base}/api/reports/shared/{secret}"


def digest(secret: str) -> bytes:
    """What is kept of the secret of a link."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def shared(secret: str, source_ip: str | None) -> Report:
    """The report behind a mailed link, for as long as its file is kept. Raises NotFound."""
    with unit_of_work() as session:
        behind = select(Report, ReportDelivery.recipient).join(ReportDelivery)
        found = session.execute(
            behind.where(
                ReportDelivery.link_hash == digest(secret),
                Report.status == "completed",
                Report.expires_at > datetime.now(UTC),
            )
        ).one_or_none()
        if found is None:
            raise NotFound("This link is not valid, or the report behind it has expired.")
        report, recipient = found
        detail = {"link_of": recipient}
        trail.record(session, None, "report.download", f"report {report.id}", detail, source_ip=source_ip)
    return report
