"""What a month will have cost at its end: what it has cost so far, and the hours still expected. Pure functions.

Fees and bases of the month have been charged by then, and a change of the settings is not foreseen: only the hours of
an AUTO_STOP WorkSpace are still open. The interval is that of a normal distribution, within what can happen at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import sqrt
from statistics import NormalDist

from app.services.costs import pattern
from app.services.costs.calendar import Calendar
from app.services.costs.model import Modelled, Subject, midnight
from app.services.costs.months import following
from app.services.costs.pattern import Ran
from app.services.costs.price_book import PriceBook, Unpriced
from app.services.usage.clock import first_hour, hour_of

ALIKE = 0.03
"""How far the errors of two WorkSpaces go together, as a correlation: found by the back-test (`bench forecast`)."""
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Outlook:
    """The calendar, the weeks of history to learn from, and how likely the interval shall hold (per cent)."""

    calendar: Calendar
    weeks: int = 8
    interval_percent: int = 80

    @property
    def deviations(self) -> float:
        """Standard deviations on each side of the interval."""
        return self.deviations_of(self.interval_percent)

    @staticmethod
    def deviations_of(percent: int) -> float:
        """The same for another likelihood."""
        return NormalDist().inv_cdf(0.5 + percent / 200)


@dataclass(frozen=True, slots=True)
class Lately:
    """Measured hours, and those in which it would have run with the settings of now; the hours before `counted_to`
    (since 1970) are in the cost so far.
    """

    ran: Ran
    counted_to: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Cost at the end of a month, in USD: expected, the interval, and the standard deviation of it."""

    cost: Decimal
    low: Decimal
    high: Decimal
    deviation: Decimal = Decimal(0)


def goes_on(made: Modelled, subject: Subject, now: datetime) -> bool:
    """Whether hours are charged after `now`: not where month or life are over, or a fee has been paid."""
    if not made.charges or subject.ends is not None or now >= midnight(following(made.month)):
        return False
    last = made.charges[-1]
    return last.kind == "auto_stop_hour" and last.ends >= now


def forecast(made: Modelled, told: Lately | None, now: datetime, book: PriceBook, of: Outlook) -> Forecast | None:
    """The month of `made`, which was modelled at `now`; None where the cost so far or the hours to come are not known.

    `told` are the hours of late of a month whose last charge is going on; None: it costs what it has cost.
    """
    so_far = made.total
    if so_far is None:
        return None
    if told is None:
        return Forecast(so_far, so_far, so_far)
    charge = made.charges[-1]
    closes = midnight(following(made.month))
    start, end = max(min(told.counted_to, hour_of(now)), first_hour(made.month)), first_hour(closes.date())
    days = pattern.expected(told.ran, start, end, of.calendar, of.weeks)
    if days is None:
        return None
    to_come, variance, most = Decimal(0), 0.0, Decimal(0)
    changing = any(now < at < closes for at in book.changes("auto_stop_hour", charge.machine))
    rate = charge.rate
    for day, hours in days:
        if changing:
            rate = book.rate("auto_stop_hour", charge.machine, max(midnight(day), now))
        if isinstance(rate, Unpriced):
            return None
        to_come += Decimal(str(round(hours.hours, 4))) * rate.price
        variance += hours.variance * float(rate.price) ** 2
        most = max(most, rate.price)
    return _within(so_far, to_come, sqrt(variance), most * (end - start), of)


def _within(so_far: Decimal, to_come: Decimal, deviation: float, most: Decimal, of: Outlook) -> Forecast:
    spread = Decimal(str(round(deviation, 6)))
    reach = spread * Decimal(str(round(of.deviations, 6)))
    low, high = max(to_come - reach, Decimal(0)), min(to_come + reach, most)
    return Forecast(
        (so_far + to_come).quantize(_CENT),
        (so_far + low).quantize(_CENT),
        (so_far + max(high, to_come)).quantize(_CENT),
        spread.quantize(Decimal("0.0001")),
    )


def deviation_of_sum(deviations: Iterable[float]) -> float:
    """The standard deviation of a sum of forecasts, whose errors go together a little (`ALIKE`)."""
    listed = list(deviations)
    return sum_deviation(sum(listed), sum(one * one for one in listed))


def sum_deviation(summed: float, squared: float) -> float:
    """The same from the sum of the deviations and the sum of their squares."""
    return sqrt(max((1 - ALIKE) * squared + ALIKE * summed * summed, 0.0))
