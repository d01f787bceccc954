"""When backups are made, and what came of each."""

import logging
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text

from app.db.session import get_engine, unit_of_work
from app.models.backups import Backup
from app.services.backup import making
from app.services.backup.keeping import About
from app.services.backup.problems import BackupFailed
from app.services.reports.problems import StorageFailed
from app.services.settings import registry
from app.services.settings import store as settings

log = logging.getLogger(__name__)
_ONE_AT_A_TIME = text("select pg_try_advisory_lock(hashtextextended('backup', 0))")
_FREE = text("select pg_advisory_unlock(hashtextextended('backup', 0))")


def run() -> About:
    """Make one now. Raises BackupFailed, also where one is being made, and StorageFailed; both are kept in its row."""
    with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(_ONE_AT_A_TIME).scalar_one():
            raise BackupFailed("A backup is being made already.")
        try:
            return _noted()
        finally:
            connection.execute(_FREE)


def run_if_due() -> None:
    """Make one where the newest try began long enough ago. What goes wrong is in its row and in the log."""
    with unit_of_work() as session:
        hours = settings.read(session.connection())[registry.BACKUP_HOURS]
        last = session.scalar(select(func.max(Backup.started_at)))
    if hours == 0 or (last is not None and datetime.now(UTC) < last + timedelta(hours=hours)):
        return
    try:
        made = run()
    except (BackupFailed, StorageFailed) as error:
        log.warning("no backup", extra={"error": str(error)})
    else:
        log.info("backup made", extra={"backup": made.name, "bytes": made.size_bytes})


def _noted() -> About:
    with unit_of_work() as session:
        row = Backup()
        session.add(row)
        session.flush()
        number, keep = row.id, settings.read(session.connection())[registry.BACKUPS_KEPT]
    made, error = None, "it was interrupted"
    try:
        made = making.make(keep)
    except (BackupFailed, StorageFailed) as failed:
        error = str(failed)
        raise
    finally:
        with unit_of_work() as session:
            row = session.get_one(Backup, number)
            row.finished_at = datetime.now(UTC)
            if made is None:
                row.error = error
            else:
                row.name, row.size_bytes, row.is_encrypted = made.name, made.size_bytes, made.encrypted
    return made
