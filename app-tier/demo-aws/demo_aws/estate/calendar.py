"""Days and offices: time zones, local midnights, public holidays."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EPOCH = date(1970, 1, 1)
HOUR = 3600
DAY = 86400


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=20000)
def midnight(zone: str, day: int) -> int:
    """UTC epoch seconds of the local midnight that opens `day` (days since 1970-01-01)."""
    local = datetime.combine(EPOCH + timedelta(days=day), time(), tzinfo=_zone(zone))
    return int(local.timestamp())


_recent: dict[str, tuple[int, int, int]] = {}
"""The day last asked for in each zone: nearly every question is about today."""


def local_day(zone: str, at: float) -> int:
    """The local day number in which the moment `at` (epoch seconds) falls."""
    known = _recent.get(zone)
    if known and known[0] <= at < known[1]:
        return known[2]
    day = (datetime.fromtimestamp(at, _zone(zone)).date() - EPOCH).days
    _recent[zone] = (midnight(zone, day), midnight(zone, day + 1), day)
    return day


def weekday(day: int) -> int:
    """0 is Monday; 1970-01-01 was a Thursday."""
    return (day + 3) % 7


_HOLIDAYS: dict[str, frozenset[tuple[int, int]]] = {
    "America/New_York": frozenset({(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)}),
    "Europe/Dublin": frozenset({(1, 1), (3, 17), (12, 25), (12, 26)}),
    "Australia/Sydney": frozenset({(1, 1), (1, 26), (4, 25), (12, 25), (12, 26)}),
}


@lru_cache(maxsize=20000)
def is_holiday(zone: str, day: int) -> bool:
    """A fixed-date public holiday at the office of that zone."""
    on = EPOCH + timedelta(days=day)
    return (on.month, on.day) in _HOLIDAYS.get(zone, frozenset())


def iso(at: float) -> str:
    """ISO 8601 UTC with `Z`, whole seconds."""
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=256)
def month_bounds(year: int, month: int) -> tuple[int, int]:
    """First and last-plus-one second of a UTC month."""
    start = datetime(year, month, 1, tzinfo=UTC)
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return int(start.timestamp()), int(end.timestamp())


def month_of(at: float) -> tuple[int, int]:
    """(year, month) in UTC."""
    when = datetime.fromtimestamp(at, UTC)
    return when.year, when.month
