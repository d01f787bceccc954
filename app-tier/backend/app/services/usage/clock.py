"""Hours of UTC as whole numbers since 1970, and the months they belong to. An hour is named by its start.

CloudWatch, the bill and everything here count in UTC, so that a change to or from summer time is no event at all.
"""

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache

HOUR = 3600
DAY_HOURS = 24


def hour_of(at: datetime) -> int:
    """The hour that contains the moment (aware)."""
    return int(at.timestamp() // HOUR)


def hour_after(at: datetime) -> int:
    """The first hour that begins at the moment or after it."""
    return int(-(-at.timestamp() // HOUR))


def moment(hour: int) -> datetime:
    """When the hour begins, aware UTC."""
    return datetime.fromtimestamp(hour * HOUR, UTC)


@lru_cache(maxsize=4096)
def first_hour(day: date) -> int:
    """The first hour of a day; of a month, where the day is its first."""
    return calendar.timegm((day.year, day.month, day.day, 0, 0, 0)) // HOUR


def month_of(hour: int) -> date:
    """The first day of the hour's month."""
    return _month_of_day(hour // DAY_HOURS)


@lru_cache(maxsize=4096)
def _month_of_day(number: int) -> date:
    return moment(number * DAY_HOURS).date().replace(day=1)


@lru_cache(maxsize=4096)
def next_month(month: date) -> date:
    """The first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


@lru_cache(maxsize=4096)
def previous_month(month: date) -> date:
    """The first day of the month before."""
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def month_hours(month: date) -> int:
    """How many hours the month has (672 to 744)."""
    return first_hour(next_month(month)) - first_hour(month)


def months(first: int, end: int) -> Iterator[date]:
    """The months that hours [first, end) touch, in order."""
    month = month_of(first)
    while first < end and first_hour(month) < end:
        yield month
        month = next_month(month)
