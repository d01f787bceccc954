"""Whole months of measured hours, and what they would cost by the hour."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from app.services.recommendations.rules.facts import AUTO_STOP, Facts
from app.services.usage.billing import Mode, running
from app.services.usage.bitmap import mask
from app.services.usage.clock import first_hour, hour_of, month_hours, next_month, previous_month

WINDOWS = (1, 3, 6)
"""Seasons that advice is held against: the last month, quarter and half-year."""
MOST = WINDOWS[-1]
OLDEST = 2
"""Months before the current one of which the newest usable one has to be one."""


def this_month(facts: Facts) -> date:
    """The first day of the current month (UTC)."""
    return facts.today.replace(day=1)


def last_day(facts: Facts) -> date:
    """The last day of the current month (UTC)."""
    return next_month(this_month(facts)) - timedelta(days=1)


def usable(facts: Facts, coverage_percent: int) -> list[date]:
    """The last whole months in which it existed and enough hours were measured, newest first, six at most.

    Empty where the newest is older than two months: what was so long ago says little of what comes.
    """
    made: list[date] = []
    month = this_month(facts)
    begins = None if facts.begins is None else hour_of(facts.begins)
    for age in range(1, MOST + 1):
        month = previous_month(month)
        first, size = first_hour(month), month_hours(month)
        is_whole = begins is None or begins <= first
        known = inside(facts, facts.hours.known, month)
        if is_whole and known * 100 >= coverage_percent * size:
            made.append(month)
        elif age >= OLDEST and not made:
            return []
    return made


def inside(facts: Facts, bits: int, month: date) -> int:
    """How many of the hours are in the month."""
    low = first_hour(month) - facts.hours.first
    return (bits & mask(max(low, 0), max(low + month_hours(month), 0))).bit_count()


def ran(facts: Facts, timeout_minutes: int | None, connected: int | None = None) -> int:
    """The hours that AutoStop with this timeout would have billed; the default timeout where it is None."""
    size = max(hour_of(facts.now) - facts.hours.first, 0)
    bits = facts.hours.connected if connected is None else connected
    return running(bits, (Mode(0, AUTO_STOP, timeout_minutes),), facts.hours.first, size)


def at_most_connected(facts: Facts, months: Sequence[date]) -> int:
    """The connected hours, had every hour of these months that was not measured been one."""
    bits = facts.hours.connected
    for month in months:
        low = first_hour(month) - facts.hours.first
        bits |= mask(max(low, 0), low + month_hours(month)) & ~facts.hours.known
    return bits


def sums(facts: Facts, bits: int, months: Sequence[date]) -> list[tuple[int, int]]:
    """Hours in, and number of, the last 1, 3 and 6 of the months (fewer, where there are fewer)."""
    counts = [inside(facts, bits, month) for month in months]
    return [(sum(counts[:n]), len(counts[:n])) for n in WINDOWS]


def averages(facts: Facts, bits: int, months: Sequence[date]) -> list[Decimal]:
    """Mean hours a month over the same months."""
    return [Decimal(hours) / count for hours, count in sums(facts, bits, months)]


def age_days(facts: Facts) -> int | None:
    """Whole days since it is known to exist."""
    return None if facts.begins is None else (facts.now - facts.begins).days


def span(months: Sequence[date]) -> tuple[date, date]:
    """First and last day of months, newest first."""
    return months[-1], next_month(months[0]) - timedelta(days=1)
