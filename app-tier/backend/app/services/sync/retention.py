"""How long the record of sync runs is kept. What they brought is not touched."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.models.sync import SyncRun
from app.services.sync.progress import ACTIVE

RUNS_AT_ONCE = 50


def fold_versions(session: Session) -> None:
    """Put versions of the data together that were left by processes of the database which have ended."""
    session.execute(text("select fold_data_versions()"))


def forget_old(session: Session) -> int:
    """Delete the oldest runs, with their steps, that ended longer ago than SYNC_HISTORY_DAYS; the number of them.

    It looks at a few by their key only, so that it may be asked at every tick.
    """
    kept_since = datetime.now(UTC) - timedelta(days=get_settings().sync_history_days)
    oldest = select(SyncRun.id).order_by(SyncRun.id).limit(RUNS_AT_ONCE)
    old = SyncRun.id.in_(oldest), SyncRun.finished_at < kept_since, SyncRun.status.not_in(ACTIVE)
    return len(session.scalars(delete(SyncRun).where(*old).returning(SyncRun.id)).all())
