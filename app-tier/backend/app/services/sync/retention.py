"""How long the record of sync runs, and the months of the big tables, are kept.

The inventory with its history, the bill, the prices and the daily sums over the fleet are small, and stay.
"""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.db.partitions import drop_month, months_before
from app.db.session import get_engine
from app.models.modelled import CostRollup
from app.models.sync import SyncRun
from app.services.audit import forgetting
from app.services.settings import registry, store
from app.services.sync import locks
from app.services.sync.progress import ACTIVE

RUNS_AT_ONCE = 50
MONTHS_AT_ONCE = 12
KEPT_BY = {
    "events": registry.EVENT_MONTHS,
    "event_workspaces": registry.EVENT_MONTHS,
    "usage_hours": registry.USAGE_MONTHS,
    "usage_monthly": registry.USAGE_MONTHS,
    "metric_daily": registry.METRIC_MONTHS,
    "cost_monthly": registry.COST_MONTHS,
}
"""The setting that says how many months of each table are kept."""


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


def forget_audit(session: Session, today: date | None = None) -> int:
    """Delete some entries of the audit log in months that the setting does not keep; the number of them."""
    kept = store.read(session.connection())[registry.AUDIT_MONTHS]
    day = first_kept(today or datetime.now(UTC).date(), kept)
    return forgetting.forget_before(session, datetime(day.year, day.month, day.day, tzinfo=UTC))


def drop_old_months(today: date | None = None) -> list[str]:
    """Drop a few of the partitions that are older than the settings keep; the names of those that are gone.

    Cheap where there is none, so that it may be asked at every tick. One that is being read is tried again then.
    """
    today = today or datetime.now(UTC).date()
    dropped: list[str] = []
    with (
        locks.alone(locks.HOUSEKEEPING, 0) as mine,
        get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        values = store.read(connection)
        for table, setting in KEPT_BY.items() if mine else ():
            kept_from = first_kept(today, values[setting])
            old = months_before(connection, table, kept_from)
            if old and table == "cost_monthly":  # a partition goes without its triggers: its sums go here
                connection.execute(delete(CostRollup).where(CostRollup.month < kept_from))
            for month in old[: MONTHS_AT_ONCE - len(dropped)]:
                if not drop_month(connection, month):
                    return dropped
                dropped.append(month.name)
    return dropped


def first_kept(today: date, months: int) -> date:
    """The first day of the oldest of so many months, the present one included."""
    number = today.year * 12 + today.month - months
    return date(number // 12, number % 12 + 1, 1)
