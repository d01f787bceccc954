"""How long a user's WorkSpace will run: from what each weekday was like of late, and the calendar. Pure functions.

The hours of a day to come are the mean of the user's past days of the same weekday, recent ones counting more, drawn
towards the mean of all their working (or all their other) days as if that had been seen `PULL` times as well: eight
Mondays alone are few. A holiday is like a day on which they do not work. Who has been silent for longer than a leave
may not come back: each further week makes it less likely. The variance is that of the past days around what would
have been expected of them, raised by how much more whole weeks vary than independent days would (leave, illness), and
by what the mean itself is uncertain by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from app.services.costs.calendar import Calendar
from app.services.usage.bitmap import mask
from app.services.usage.clock import DAY_HOURS, first_hour, moment

HALF_LIFE_WEEKS = 4.0
PULL = 2.0
LEAST_DAYS = 7
"""Measured days without which nothing is said."""
PATIENCE = 5.0
"""Days of absence, counted in those on which the user would have been there, that a leave accounts for."""
RETURN = 0.6
"""How likely somebody is to come back after each further `PATIENCE`."""
CHANGE = 1.5
"""By how much habits vary more in the weeks to come than they did: found by the back-test (`bench forecast`)."""
_MEASURED = 20
"""Hours of a day that are known at least for it to count."""
_NOISE = 0.25
"""Variance (hours squared) of a day at least: nobody is as regular as a few weeks may look."""
_DAY = mask(0, DAY_HOURS)


@dataclass(frozen=True, slots=True)
class Ran:
    """Bitmaps over hours from `first` (hours since 1970): measured, and running or to be taken as running."""

    first: int
    known: int
    running: int

    def hours(self, low: int, high: int) -> int:
        """Running hours in [low, high)."""
        return (_cut(self.running, low - self.first) & mask(0, high - low)).bit_count()


class Expected(NamedTuple):
    """Hours that a WorkSpace is expected to run, and the variance of that (hours squared)."""

    hours: float
    variance: float


@dataclass(frozen=True, slots=True)
class _Past:
    """A day of the history: its place in it, its kind, and how much it counts."""

    index: int
    kind: tuple[bool, int]
    weight: float
    week: int


class _Next(NamedTuple):
    """A day to come, the hours [low, high) of it that are still open."""

    day: date
    kind: tuple[bool, int]
    low: int
    high: int


def expected(told: Ran, start: int, end: int, calendar: Calendar, weeks: int) -> list[tuple[date, Expected]] | None:
    """What is expected of each day in the hours [start, end), the first of which may be a part; None: too little known.

    It is learned from the `weeks` whole weeks before the day of `start`.
    """
    past, to_come, first = _frame(start, end, calendar, weeks)
    shift = first - told.first
    known, running = _cut(told.known, shift), _cut(told.running, shift)
    seen = [one for one in past if (known >> one.index * DAY_HOURS & _DAY).bit_count() >= _MEASURED]
    if len(seen) < LEAST_DAYS:
        return None
    habits: dict[tuple[int, int], _Habits] = {}  # of the whole days, and of those that are a part
    made = []
    for day, kind, low, high in to_come:
        if (low, high) not in habits:
            part = mask(low, high)
            hours = [(running >> one.index * DAY_HOURS & part).bit_count() for one in seen]
            habits[low, high] = _Habits(seen, hours)
        made.append((day, habits[low, high].of(kind)))
    return made


def total(days: Sequence[tuple[date, Expected]]) -> Expected:
    """The sum over days."""
    return Expected(sum(one.hours for _, one in days), sum(one.variance for _, one in days))


def _cut(bits: int, by: int) -> int:
    return bits >> by if by >= 0 else bits << -by


@lru_cache(maxsize=64)
def _frame(start: int, end: int, calendar: Calendar, weeks: int) -> tuple[list[_Past], list[_Next], int]:
    """Days past and to come, which are the same for everybody, and the first hour of the history."""
    today = moment(start).date()
    past = []
    for index in range(weeks * 7):
        day = today - timedelta(days=weeks * 7 - index)
        age = (weeks * 7 - index) / 7
        past.append(_Past(index, _kind(day, calendar), 0.5 ** (age / HALF_LIFE_WEEKS), index // 7))
    to_come = []
    for number in range((moment(end - 1).date() - today).days + 1):
        day = today + timedelta(days=number)
        opens = first_hour(day)
        to_come.append(_Next(day, _kind(day, calendar), max(start - opens, 0), min(end - opens, DAY_HOURS)))
    return past, to_come, first_hour(today - timedelta(days=weeks * 7))


def _kind(day: date, calendar: Calendar) -> tuple[bool, int]:
    """Whether people work on it, and its weekday; a holiday has none (-1), for it is like no day of its weekday."""
    works = calendar.works(day)
    return works, -1 if not works and day.weekday() in calendar.weekdays else day.weekday()


class _Habits:
    """What each kind of day is like for one user."""

    def __init__(self, seen: Sequence[_Past], hours: Sequence[int]) -> None:
        sums: dict[tuple[bool, int], list[float]] = {}
        general: dict[bool, list[float]] = {True: [0.0, 0.0], False: [0.0, 0.0]}
        for one, value in zip(seen, hours, strict=True):
            for entry in (sums.setdefault(one.kind, [0.0, 0.0]), general[one.kind[0]]):
                entry[0] += one.weight
                entry[1] += one.weight * value
        weight, weighted = (general[True][n] + general[False][n] for n in (0, 1))
        self._general = {works: s / w if w else weighted / weight for works, (w, s) in general.items()}
        self._sums = sums
        self._returns = _returns(seen, hours)
        errors = [value - self._mean(one.kind) for one, value in zip(seen, hours, strict=True)]
        together = _together(seen, errors)
        self._variances = {works: self._variance(works, seen, errors) * together * CHANGE for works in general}

    def of(self, kind: tuple[bool, int]) -> Expected:
        """What is expected of a day of that kind."""
        mean, returns = self._mean(kind), self._returns
        weight = self._sums[kind][0] if kind in self._sums else 0.0
        variance = self._variances[kind[0]] * (1 + 1 / (weight + PULL))
        # who may not come back: the mean of two cases, and the variance between them
        return Expected(mean * returns, variance * returns + returns * (1 - returns) * mean * mean)

    def _mean(self, kind: tuple[bool, int]) -> float:
        weight, weighted = self._sums.get(kind, (0.0, 0.0))
        return (weighted + PULL * self._general[kind[0]]) / (weight + PULL)

    @staticmethod
    def _variance(works: bool, seen: Sequence[_Past], errors: Sequence[float]) -> float:
        weight = weighted = 0.0
        for one, error in zip(seen, errors, strict=True):
            if one.kind[0] is works:
                weight += one.weight
                weighted += one.weight * error * error
        return max(weighted / weight, _NOISE) if weight else _NOISE


def _returns(seen: Sequence[_Past], hours: Sequence[int]) -> float:
    """How likely somebody is to come back at all: 1 unless they have been silent for longer than a leave."""
    last = next((place for place in range(len(hours) - 1, -1, -1) if hours[place]), None)
    if last is None:
        return 1.0
    worked = [bool(value) for one, value in zip(seen[: last + 1], hours, strict=False) if one.kind[0]]
    usual = sum(worked) / len(worked) if worked else 0.0
    missed = usual * sum(one.kind[0] for one in seen[last + 1 :])
    return float(RETURN ** max(missed / PATIENCE - 1, 0.0))


def _together(seen: Sequence[_Past], errors: Sequence[float]) -> float:
    """How much more the errors of whole weeks vary than if each day stood for itself; 1 at least."""
    alone = sum(error * error for error in errors)
    weeks: dict[int, float] = {}
    for one, error in zip(seen, errors, strict=True):
        weeks[one.week] = weeks.get(one.week, 0.0) + error
    return max(sum(error * error for error in weeks.values()) / alone, 1.0) if alone else 1.0
