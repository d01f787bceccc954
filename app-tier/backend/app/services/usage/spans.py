"""The span of a question about usage, and the periods in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.core.problems import Invalid, invalid
from app.schemas.usage import Granularity
from app.services.usage.clock import DAY_HOURS, first_hour, hour_of, moment, month_of, next_month

_MONTH, _DAY = re.compile(r"\d{4}-\d\d"), re.compile(r"\d{4}-\d\d-\d\d")
_EARLIEST, _LATEST = 1970, 2200
MAX_PERIODS = 11_016  # every hour that CloudWatch keeps, and some


@dataclass(frozen=True, slots=True)
class Period:
    """One period: its name in the answer, and its hours [first, end)."""

    name: str
    first: int
    end: int


def _refuse(where: str, text: str) -> Invalid:
    expected = "expected a month such as 2026-01, a day such as 2026-01-31 or a time such as 2026-01-31T08:00:00Z"
    return invalid(where, f"'{text[:40]}' is no month, day or time: {expected}")


def bound(where: str, text: str, *, upper: bool) -> int:
    """The first hour of what the text names, or one past its last. Raises Invalid."""
    text = text.strip()
    try:
        if _MONTH.fullmatch(text):
            day = date.fromisoformat(f"{text}-01")
            edge = next_month(day) if upper else day
        elif _DAY.fullmatch(text):
            day = edge = date.fromisoformat(text)
        else:
            # a '+' of an offset arrives as a blank where the client did not escape it
            at = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
            day = edge = at.date()
            if _EARLIEST <= day.year <= _LATEST:
                return hour_of(at) + upper
    except (ValueError, OverflowError):
        raise _refuse(where, text) from None
    if not _EARLIEST <= day.year <= _LATEST:
        raise _refuse(where, text)
    return first_hour(edge) + (DAY_HOURS if upper and edge is day else 0)


def span(since: str | None, until: str | None) -> tuple[int | None, int | None]:
    """The hours [first, end) that are asked for; None where it is open. Raises Invalid."""
    first = None if since is None else bound("from", since, upper=False)
    end = None if until is None else bound("to", until, upper=True)
    if first is not None and end is not None and end <= first:
        raise invalid("to", "must not be before 'from'")
    return first, end


def periods(granularity: Granularity, first: int, end: int) -> Iterator[Period]:
    """The whole periods that hold the hours [first, end), in order. Raises Invalid where there are too many."""
    step = {"hour": 1, "day": DAY_HOURS, "month": 28 * DAY_HOURS}[granularity]
    if (end - first) // step > MAX_PERIODS:
        raise invalid("from", f"more than {MAX_PERIODS} periods; ask for a shorter span")
    at = first - first % DAY_HOURS if granularity == "day" else first
    at = first_hour(month_of(first)) if granularity == "month" else at
    while at < end:
        after = first_hour(next_month(month_of(at))) if granularity == "month" else at + step
        yield Period(f"{moment(at):{_NAMES[granularity]}}", at, after)
        at = after


_NAMES = {"month": "%Y-%m", "day": "%Y-%m-%d", "hour": "%Y-%m-%dT%H:00:00Z"}
