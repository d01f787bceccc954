"""What is still to be asked of CloudWatch: each WorkSpace from where it was last read to, with an overlap."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from app.services.aws.collectors import metrics, usage
from app.services.usage.clock import DAY_HOURS, hour_after, hour_of, moment

# CloudWatch takes points that are up to two weeks late (API reference of PutMetricData): once a day they are looked
# for, and within the day only the last hours are asked for again. AWS bills series and not points: both cost the same.
LATE_HOURS = 14 * DAY_HOURS
RECENT_HOURS = 6

# with those that went lately: their last hours may not have been read yet
_KNOWN = text("""
select w.workspace_id, w.created_at, w.terminated_at, u.usage_read_to, u.metrics_read_to
from workspaces w
left join workspace_usage u using (account_id, region, workspace_id)
where w.account_id = :account_id and w.region = :region and (w.terminated_at is null or w.terminated_at > :oldest)
order by w.workspace_id
""")


@dataclass(frozen=True, slots=True)
class _Window:
    """Periods of `step` hours: the oldest that can be had, and the first that is not over."""

    mark: str
    step: int
    oldest: int
    end: int


def hours(connection: Connection, account_id: str, region: str, now: datetime) -> dict[str, int]:
    """The first hour to ask for, of each WorkSpace that has hours not yet read. The hour in progress is not asked."""
    end = hour_of(now)
    window = _Window("usage_read_to", 1, end - usage.KEPT_HOURS, end)
    return _wanted(connection, account_id, region, window)


def days(connection: Connection, account_id: str, region: str, now: datetime) -> dict[str, int]:
    """The first day (days since 1970) to ask for, of each WorkSpace that has days not yet read. Today is not asked."""
    today = hour_of(now) // DAY_HOURS
    window = _Window("metrics_read_to", DAY_HOURS, today - metrics.KEPT_DAYS, today)
    return _wanted(connection, account_id, region, window)


def _wanted(connection: Connection, account_id: str, region: str, window: _Window) -> dict[str, int]:
    names = {"account_id": account_id, "region": region, "oldest": moment(window.oldest * window.step)}
    wanted = {}
    for row in connection.execute(_KNOWN, names):
        first, mark = window.oldest, getattr(row, window.mark)
        if row.created_at is not None:
            first = max(first, hour_of(row.created_at) // window.step)
        if mark is not None:
            read_to, end = hour_of(mark), window.end * window.step
            overlap = LATE_HOURS if read_to // DAY_HOURS < end // DAY_HOURS else RECENT_HOURS
            if read_to >= end or (row.terminated_at and read_to - hour_after(row.terminated_at) >= overlap):
                continue
            first = max(first, (read_to - overlap) // window.step)
        if first < window.end:
            wanted[row.workspace_id] = first
    return wanted
