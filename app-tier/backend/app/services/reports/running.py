"""Writing one report: taken under a lock, read within its owner's rights as they are now, offered only when whole."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import Connection, func, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.functions import now

from app.core.config import get_settings
from app.core.problems import Problem
from app.db.session import get_engine, unit_of_work
from app.models.reports import Report
from app.models.users import User
from app.schemas.plan import Plan
from app.services.query.estimate import estimated_rows
from app.services.reports import delimited, deliveries, progress, workbook
from app.services.reports.content import Content, content
from app.services.reports.facts import Facts, gather
from app.services.reports.meter import Meter
from app.services.reports.problems import Cancelled, Failed
from app.services.reports.storage import storage
from app.services.sync import locks

log = logging.getLogger(__name__)
REPORTS = 0x57534903  # the space of these advisory locks, beside those of `sync.locks`
MAX_ATTEMPTS = 3
LIMIT_S = 3300
STATEMENT_TIMEOUT, DATA_EXCEPTION = "57014", "22"
TOO_LONG = "It took longer than the limit of 55 minutes. Narrow it with filters or ask for fewer columns."


@dataclass(frozen=True, slots=True)
class _Written:
    rows: int
    size: int
    checksum: str


def run(report_id: int) -> None:
    """Write the report unless somebody else does, or it is over. Its failure is a fact of the row.

    An error that nobody foresaw is raised after the row says so; a lost connection leaves the row as it is, and
    the tick takes it up again.
    """
    with locks.alone(REPORTS, report_id) as mine:
        report = _take(report_id) if mine else None
        if report is None:
            return
        progress.publish(report_id)
        try:
            _finish(report, _write(report))
        except Cancelled:
            log.info("report deleted while it was written", extra={"report": report_id})
        except (Failed, Problem) as error:
            _fail(report_id, str(error))
        except SoftTimeLimitExceeded:
            _fail(report_id, TOO_LONG)
        except DBAPIError as error:
            if (reason := _reason(error)) is None:
                raise
            _fail(report_id, reason)
        except Exception:
            _fail(report_id, "Something failed on our side; the log of the worker says what.")
            raise
        progress.publish(report_id)


def _reason(error: DBAPIError) -> str | None:
    """Why it cannot be written; None where the connection was lost, and another attempt is due."""
    code = str(getattr(error.orig, "pgcode", None))
    if code == STATEMENT_TIMEOUT:
        return TOO_LONG
    return "A value of a filter is outside what can be stored." if code.startswith(DATA_EXCEPTION) else None


def _take(report_id: int) -> Report | None:
    """The report, marked as running; None when there is nothing to do."""
    with unit_of_work() as session:
        report = session.get(Report, report_id, with_for_update=True)
        if report is None or report.status not in ("queued", "running"):
            return None
        if report.attempts >= MAX_ATTEMPTS:
            report.status, report.finished_at = "failed", datetime.now(UTC)
            report.error = f"The worker that wrote it died {MAX_ATTEMPTS} times, which is how often it is tried."
            deliveries.give_up(session, report_id, f"The report failed: {report.error}")
        else:
            report.attempts += 1
            report.status, report.progress, report.started_at = "running", 0, datetime.now(UTC)
    if report.status == "failed":
        progress.publish(report_id)
        return None
    return report


def _scope(report: Report) -> frozenset[str] | None:
    """What the owner may see now. Raises Failed where they may see nothing any more."""
    with unit_of_work() as session:
        owner = session.get(User, report.user_id) if report.user_id is not None else None
        if owner is None or not owner.is_active:
            raise Failed(f"The user who asked for it ({report.requested_by}) is not active any more.")
        return None if owner.account_scope is None else frozenset(owner.account_scope)


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """One state of the database for everything in the report; nothing can be written through it."""
    with get_engine().connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("set transaction read only"))
        connection.execute(text(f"set local statement_timeout = {LIMIT_S * 1000}"))
        connection.execute(text("set local jit = off"))
        yield connection


def _write(report: Report) -> _Written:
    scope, plan = _scope(report), Plan.model_validate(report.plan)
    place = storage()
    with _snapshot() as connection:
        asked = content(connection, plan, scope)
        expected = estimated_rows(connection, asked.select(lambda _, value: value))
        meter = Meter(expected, get_settings().report_max_bytes, lambda percent: progress.tell(report.id, percent))
        with place.draft(report.file_key) as file:
            rows = _rows(connection, report, scope, asked, file=file, meter=meter)
            meter.add(0, size := file.seek(0, 2))
            checksum = _digest(file)
            progress.tell(report.id, 99)  # a report deleted by now is not put where it can be found
    return _Written(rows, size, checksum)


def _digest(file: BinaryIO) -> str:
    """SHA-256 of the whole file, in hex."""
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _rows(
    connection: Connection,
    report: Report,
    scope: frozenset[str] | None,
    asked: Content,
    *,
    file: BinaryIO,
    meter: Meter,
) -> int:
    labels = report.options["header"] == "labels"
    if report.format == "csv":
        return delimited.write(connection, asked, file, meter, labels=labels, bom=report.options["bom"])

    def facts(rows: int) -> Facts:
        title = report.name or f"WorkSpaces Inventory: {report.report_type}"
        return gather(connection, asked, title, report.requested_by, scope=scope, rows=rows)

    return workbook.write(connection, asked, file, meter, facts, labels=labels)


def _finish(report: Report, written: _Written) -> None:
    """The file is there: say so, or remove it where the report was deleted meanwhile."""
    with unit_of_work() as session:
        done = session.execute(
            update(Report)
            .where(Report.id == report.id, Report.status == "running")
            .values(
                status="completed",
                progress=100,
                error=None,
                row_count=written.rows,
                size_bytes=written.size,
                checksum=written.checksum,
                finished_at=now(),
                expires_at=now() + timedelta(days=get_settings().report_days),
            )
            .returning(Report.id)
        ).one_or_none()
    if done is None:
        storage().delete(report.file_key)
    else:
        deliveries.send(report.id)


def _fail(report_id: int, reason: str) -> None:
    log.info("report failed", extra={"report": report_id, "reason": reason})
    with unit_of_work() as session:
        failed = update(Report).where(Report.id == report_id, Report.status.in_(("queued", "running")))
        expires = now() + timedelta(days=get_settings().report_days)
        session.execute(failed.values(status="failed", error=reason, finished_at=func.now(), expires_at=expires))
        deliveries.give_up(session, report_id, f"The report failed: {reason}")
