"""When a cron expression comes next, in a time zone with its changes of the clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from app.core.problems import invalid

FIELDS = 5
AT_MOST_EVERY = timedelta(minutes=15)
_LOOKED_AT = 100  # times of an expression among which two that are too close are found
MANY = 1000


def check(cron: str, time_zone: str, now: datetime) -> None:
    """Raises Invalid for what is no cron expression, never comes, or comes more often than every 15 minutes."""
    if len(cron.split()) != FIELDS:
        raise invalid("cron", "needs five fields: minute, hour, day of month, month, day of week")
    try:
        times = list(islice(_times(cron, time_zone, now), _LOOKED_AT))
    except CronSimError as error:
        raise invalid("cron", f"{str(error)[:100]}: five fields such as '0 7 * * MON'") from error
    if not times:
        raise invalid("cron", "never comes")
    if any(later - earlier < AT_MOST_EVERY for earlier, later in pairwise(times)):
        raise invalid("cron", "comes more often than every 15 minutes")


def upcoming(cron: str, time_zone: str, after: datetime, count: int) -> list[datetime]:
    """The next times after one, in UTC."""
    return list(islice(_times(cron, time_zone, after), count))


def passed(cron: str, time_zone: str, first: datetime, now: datetime) -> int:
    """How many times came from `first`, which is one of them, until now; counting ends at a thousand."""
    later = islice(_times(cron, time_zone, first), MANY)
    return 1 + sum(1 for _ in takewhile(lambda at: at <= now, later))


def in_words(cron: str) -> str:
    """The expression as people say it."""
    return str(CronSim(cron, datetime(2026, 1, 1, tzinfo=UTC)).explain())


def _times(cron: str, time_zone: str, after: datetime) -> Iterator[datetime]:
    for at in CronSim(cron, after.astimezone(ZoneInfo(time_zone))):
        yield at.astimezone(UTC)
