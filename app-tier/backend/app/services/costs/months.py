"""Months of a bill: which there are, which are still to be read, and in which ranges they are asked for."""

from collections.abc import Collection
from datetime import date, timedelta

HISTORY_MONTHS = 13
"""Whole months before the current one: Cost Explorer keeps them without further settings (AWS.md)."""


def first_of(on: date) -> date:
    """The first day of the month of a day."""
    return on.replace(day=1)


def following(month: date) -> date:
    """The first day of the next month."""
    return first_of(month + timedelta(days=31))


def previous(month: date) -> date:
    """The first day of the month before."""
    return first_of(month - timedelta(days=1))


def pending(today: date, final: Collection[date]) -> tuple[date, ...]:
    """The months to read, newest first: the current one and those of the history that are not final."""
    month = first_of(today)
    wanted = [month]
    for _ in range(HISTORY_MONTHS):
        month = previous(month)
        if month not in final:
            wanted.append(month)
    return tuple(wanted)


def ranges(months: Collection[date], longest: int | None = None) -> list[tuple[date, date]]:
    """The months as ranges [first day, first day after), newest first, each of at most `longest` months."""
    made: list[tuple[date, date]] = []
    length = 0
    for month in sorted(set(months), reverse=True):
        if made and made[-1][0] == following(month) and (longest is None or length < longest):
            made[-1] = (month, made[-1][1])
            length += 1
        else:
            made.append((month, following(month)))
            length = 1
    return made
