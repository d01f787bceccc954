"""Times relative to now: read from text, and turned into half-open spans in a time zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from app.core.problems import invalid
from app.schemas.plan import Bucket, RelativeTime

UNITS: tuple[Bucket, ...] = get_args(Bucket)
MONTHS = {"month": 1, "quarter": 3, "year": 12}
_TEXT = re.compile(rf"(this|previous|last)[ _+-](?:(\d{{1,4}})[ _+-])?({'|'.join(UNITS)})s?", re.IGNORECASE)
_DAYS = {"today": "this", "yesterday": "previous"}


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` until before `high`; None is an open end. `months`: its length, where that is a matter of months."""

    low: datetime | None
    high: datetime | None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """When and where a plan is asked."""

    now: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, time_zone: str = "UTC") -> "Clock":
        """Now, there."""
        return cls(datetime.now(UTC), ZoneInfo(time_zone))

    def midnight(self, day: date) -> datetime:
        """The beginning of a day. Raises OverflowError at the ends of time."""
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)


def parse(text: str) -> RelativeTime | None:
    """`last 30 days`, `previous_month`, `today`; None where the text is no such thing. `last month` is the previous."""
    word = text.strip().lower()
    if word in _DAYS:
        return RelativeTime.model_validate({"period": _DAYS[word], "unit": "day"})
    found = _TEXT.fullmatch(word)
    if found is None:
        return None
    period, count, unit = found.groups()
    if period == "last" and count is None:
        period = "previous"
    if not 1 <= int(count or 1) <= 1000 or (period == "this" and count):
        return None
    return RelativeTime.model_validate({"period": period, "unit": unit, "count": int(count or 1)})


def words(relative: RelativeTime) -> str:
    """As a person says it."""
    if relative.unit == "day" and relative.count == 1 and relative.period != "last":
        return "today" if relative.period == "this" else "yesterday"
    if relative.count == 1 and relative.period != "last":
        return f"{relative.period} {relative.unit}"
    return f"{relative.period} {relative.count} {relative.unit}{'' if relative.count == 1 else 's'}"


def later(at: datetime, unit: Bucket, count: int) -> datetime:
    """So many units later by the wall clock; a day that the month lacks becomes its last. Raises OverflowError."""
    if unit in MONTHS:
        index = at.year * 12 + at.month - 1 + MONTHS[unit] * count
        year, month = index // 12, index % 12 + 1
        if not 1 <= year <= 9998:
            raise OverflowError
        last = (datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) - timedelta(days=1)).day
        return at.replace(year=year, month=month, day=min(at.day, last))
    if unit == "hour":
        return (at.astimezone(UTC) + timedelta(hours=count)).astimezone(at.tzinfo)
    return at + timedelta(days=7 * count if unit == "week" else count)


def _beginning(at: datetime, unit: Bucket) -> datetime:
    hour = at.replace(minute=0, second=0, microsecond=0)
    if unit == "hour":
        return hour
    day = hour.replace(hour=0)
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit in MONTHS:
        return day.replace(day=1, month=(day.month - 1) // MONTHS[unit] * MONTHS[unit] + 1)
    return day


def span(relative: RelativeTime, clock: Clock, where: str, *, days: bool) -> Span:
    """The span in UTC; with `days` whole days, as UTC midnights. `last` reaches back from this minute, or from today.

    Raises Invalid where that is beyond what a calendar holds.
    """
    local, unit, count = clock.now.astimezone(clock.zone), relative.unit, relative.count
    months = MONTHS[unit] * count if unit in MONTHS else None
    try:
        if relative.period == "last" and days:
            today = local.replace(hour=0, minute=0, second=0, microsecond=0)
            low, high = later(today, unit, -count), today + timedelta(days=1)
            low = low + timedelta(days=1) if unit != "hour" else low.replace(hour=0)
        elif relative.period == "last":
            minute = local.replace(second=0, microsecond=0)
            low, high = later(minute, unit, -count), minute + timedelta(minutes=1)
        else:
            first = _beginning(local, unit)
            low, high = (first, later(first, unit, 1))
            if relative.period == "previous":
                low, high = later(first, unit, -count), first
        if days:
            return Span(_utc_day(low.date()), _utc_day((high - timedelta(microseconds=1)).date() + timedelta(days=1)),
                        months if relative.period != "last" else None)  # fmt: skip
        return Span(low.astimezone(UTC), high.astimezone(UTC), months if relative.period != "last" else None)
    except (ValueError, OverflowError):
        raise invalid(where, f"'{words(relative)}' reaches beyond what a calendar holds") from None


def _utc_day(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
