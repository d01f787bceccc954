"""AutoStop or AlwaysOn: which costs less for the hours that were measured, and when to switch.

With fee F, base B and hourly price h of the WorkSpace itself (storage beyond the bundle's costs the same in both), the
break-even is (F - B) / h hours a month. Timing (AWS.md, Money): to AutoStop acts from the next month, whenever it is
done before; to AlwaysOn acts at once, the fee prorated for the days left, beside the base of the month, which is paid.
So the day to switch to AlwaysOn is that on which fee and hours of this month sum up to the least, and the last day of
the month at the latest: on the 1st the base would be charged once more.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.services.recommendations.rules.facts import ALWAYS_ON, AUTO_STOP, Facts
from app.services.recommendations.rules.finding import Answer, Confidence, Evidence, Finding, Quiet, Rule, cents
from app.services.recommendations.rules.months import (
    MOST,
    WINDOWS,
    at_most_connected,
    averages,
    inside,
    last_day,
    ran,
    span,
    sums,
    this_month,
    usable,
)
from app.services.recommendations.rules.parameters import Parameters
from app.services.usage.bitmap import mask
from app.services.usage.clock import DAY_HOURS, first_hour, month_hours, next_month

TO_AUTO_STOP, TO_ALWAYS_ON = "switch_to_auto_stop", "switch_to_always_on"
DEFAULT_TIMEOUT = 60
ENOUGH_MONTHS = 3
_SOURCES = {"aws": "AWS price list", "builtin": "built-in price list"}
_OVER = ("last full month", "last 3 full months", "last 6 full months")


@dataclass(frozen=True, slots=True)
class _Case:
    """A WorkSpace with its prices, the months measured (newest first) and, over the last 1, 3 and 6 of them, the hours
    that AutoStop bills and what the other mode saves a month.
    """

    facts: Facts
    fee: Decimal
    base: Decimal
    hour: Decimal
    months: list[date]
    hours: list[Decimal]
    savings: list[Decimal]


def advise(facts: Facts, parameters: Parameters) -> Answer:
    """Switch, where the mean of the last six months and of the last three would have cost less in the other mode."""
    if facts.running_mode not in (AUTO_STOP, ALWAYS_ON):
        return Quiet(f"The running mode {facts.running_mode or 'unknown'} is not billed by hours or month alone.")
    if not facts.billable:
        return Quiet("AWS bills nothing for it.")
    fee, base, hour = facts.own.month, facts.own.base, facts.own.hour
    if fee is None or base is None or hour is None:
        return Quiet("Its prices are not known.")
    months = usable(facts, parameters.coverage_percent)
    if not months:
        return Quiet("No whole month of its hours was measured lately.")
    to_always_on = facts.running_mode == AUTO_STOP
    told = sums(facts, ran(facts, facts.timeout_minutes if to_always_on else DEFAULT_TIMEOUT), months)
    hours = [Decimal(total) / count for total, count in told]
    sign = 1 if to_always_on else -1
    # divided last, so that an exact amount stays exact
    savings = [sign * ((base - fee) * count + hour * total) / count for total, count in told]
    if savings[-1] < max(parameters.minimum_saving, Decimal("0.01")) or savings[1] <= 0:
        return Quiet("The other running mode would not cost less.")
    case = _Case(facts, fee, base, hour, months, hours, savings)
    return _to_always_on(case) if to_always_on else _to_auto_stop(case)


def _evidence(case: _Case) -> tuple[Evidence, ...]:
    facts, months, of = case.facts, case.months, case.facts.own.valid_from
    since, until = span(months)
    measured = sum(inside(facts, facts.hours.known, month) for month in months)
    passed = sum(month_hours(month) for month in months)
    connected = Decimal(sum(inside(facts, facts.hours.connected, month) for month in months)) / len(months)
    windows = [
        Evidence(f"saving_{n}", f"Saving a month, {over}", cents(saving), "USD", span(months[:n])[0], until)
        for n, over, saving in zip(WINDOWS, _OVER, case.savings, strict=True)
        if len(months) >= n
    ]
    return (
        Evidence("running_mode", "Running mode", facts.running_mode),
        Evidence("connected_hours", "Connected hours a month", cents(connected), "h", since, until),
        Evidence("billed_hours", "Hours a month that AutoStop bills", cents(case.hours[-1]), "h", since, until),
        Evidence("break_even_hours", "Break-even", cents((case.fee - case.base) / case.hour), "h"),
        Evidence("always_on_month", "AlwaysOn fee a month", case.fee, "USD", of),
        Evidence("auto_stop_month", "AutoStop base a month", case.base, "USD", of),
        Evidence("auto_stop_hour", "AutoStop hour", case.hour, "USD", of),
        Evidence("price_source", "Prices from", _SOURCES.get(facts.own.source or "")),
        Evidence("coverage", "Hours measured", cents(Decimal(100 * measured) / passed), "%", since, until),
        Evidence("months", "Whole months measured", len(months), None, since, until),
        *windows,
    )


def _confidence(case: _Case, *, holds_unmeasured: bool) -> tuple[Confidence, tuple[str, ...]]:
    reasons = []
    if case.savings[0] <= 0:
        reasons.append("In the last full month it would not have saved: use changes with the season, or has changed.")
    if len(case.months) < ENOUGH_MONTHS:
        plural = "s" if len(case.months) > 1 else ""
        reasons.append(f"Only {len(case.months)} whole month{plural} of hours measured.")
    if not holds_unmeasured:
        reasons.append("It would not save if somebody had been connected in all the hours that were not measured.")
    return ("low" if case.savings[0] <= 0 else "medium" if reasons else "high"), tuple(reasons)


def _to_auto_stop(case: _Case) -> Answer:
    facts = case.facts
    worst = averages(facts, ran(facts, DEFAULT_TIMEOUT, at_most_connected(facts, case.months)), case.months)[-1]
    confidence, reasons = _confidence(case, holds_unmeasured=case.base + case.hour * worst < case.fee)
    return Finding(
        TO_AUTO_STOP,
        "Switch to AutoStop",
        cents(case.savings[-1]),
        confidence,
        facts.today,
        _evidence(case),
        act_by=last_day(facts),
        effective_on=next_month(this_month(facts)),
        reasons=reasons,
        after={"running_mode": AUTO_STOP, "auto_stop_timeout_minutes": DEFAULT_TIMEOUT},
    )


def _to_always_on(case: _Case) -> Answer:
    facts = case.facts
    day, more = best_day(facts.today, case.fee, case.hour, expected(facts, case.months))
    if case.savings[-1] * MOST <= more:
        return Quiet("Switching costs more this month than it would save in half a year.")
    confidence, reasons = _confidence(case, holds_unmeasured=True)
    return Finding(
        TO_ALWAYS_ON,
        "Switch to AlwaysOn",
        cents(case.savings[-1]),
        confidence,
        day,
        (*_evidence(case), Evidence("switch_cost", "More this month by switching", cents(more), "USD", day)),
        act_by=last_day(facts),
        effective_on=day,
        reasons=reasons,
        after={"running_mode": ALWAYS_ON},
    )


def expected(facts: Facts, months: list[date]) -> list[Decimal]:
    """Billed hours to expect on each weekday, Monday first: the mean over the last three of the months."""
    bits, a_day = ran(facts, facts.timeout_minutes), mask(0, DAY_HOURS)
    sums, counts = [0] * 7, [0] * 7
    for month in months[:ENOUGH_MONTHS]:
        left = bits >> max(first_hour(month) - facts.hours.first, 0)
        for day in range(month_hours(month) // DAY_HOURS):
            weekday = (month.weekday() + day) % 7
            sums[weekday] += (left & a_day).bit_count()
            counts[weekday] += 1
            left >>= DAY_HOURS
    return [Decimal(total) / count for total, count in zip(sums, counts, strict=True)]


def best_day(today: date, fee: Decimal, hour: Decimal, by_weekday: list[Decimal]) -> tuple[date, Decimal]:
    """The day of this month on which to go to AlwaysOn, and what this month costs more by it than without (USD).

    The fee is for the days left, the day of the switch counted; until then the hours are billed. The earliest of
    equals.
    """
    end = next_month(today.replace(day=1))
    of_days = (end - today.replace(day=1)).days
    best: tuple[date, Decimal] | None = None
    saved = Decimal(0)
    day = end - timedelta(days=1)
    while day >= today:
        saved += hour * by_weekday[day.weekday()]
        more = fee * (end - day).days / of_days - saved
        if best is None or more <= best[1]:
            best = (day, more)
        day -= timedelta(days=1)
    if best is None:
        raise ValueError("no day of the month is left")
    return best


RULE = Rule((TO_AUTO_STOP, TO_ALWAYS_ON), advise)
