"""The idle timeout of AutoStop: every hour of it is billed after each disconnection.

A shorter one costs fewer hours and more starts. What a start is worth is a parameter, 0 unless told otherwise: then
the shortest timeout that AWS takes, 60 minutes, is the cheapest, and the evidence says how many starts it means.
"""

from datetime import date
from decimal import Decimal

from app.services.recommendations.rules.facts import AUTO_STOP, Facts
from app.services.recommendations.rules.finding import Answer, Confidence, Evidence, Finding, Quiet, Rule, cents
from app.services.recommendations.rules.months import WINDOWS, averages, inside, ran, span, sums, usable
from app.services.recommendations.rules.parameters import Parameters
from app.services.recommendations.rules.switching import ENOUGH_MONTHS
from app.services.usage.billing import DEFAULT_TIMEOUT_MINUTES
from app.services.usage.sessions import starts

KIND = "idle_timeout"
STEP = 60
TRIED_HOURS = 24
"""Timeouts beyond a day are not tried: a WorkSpace that is used every day would never stop."""


def advise(facts: Facts, parameters: Parameters) -> Answer:
    """The timeout, in whole hours below the present one, that hours and starts of the last months cost least with."""
    if facts.running_mode != AUTO_STOP:
        return Quiet("It does not stop by itself.")
    if not facts.billable:
        return Quiet("AWS bills nothing for it.")
    own, now = facts.own, facts.timeout_minutes or DEFAULT_TIMEOUT_MINUTES
    if now <= STEP:
        return Quiet("Its idle timeout is the shortest there is.")
    if own.hour is None:
        return Quiet("Its price by the hour is not known.")
    months = usable(facts, parameters.coverage_percent)
    if not months:
        return Quiet("No whole month of its hours was measured lately.")
    tried = [ran(facts, minutes) for minutes in range(STEP, min(now, TRIED_HOURS * STEP + 1), STEP)]
    present = ran(facts, now)
    costs = [_costs(facts, bits, months, own.hour, parameters.start_cost) for bits in (*tried, present)]
    best = min(range(len(tried)), key=lambda index: (costs[index][-1], index))
    savings = [then - new for then, new in zip(costs[-1], costs[best], strict=True)]
    if savings[-1] < max(parameters.minimum_saving, Decimal("0.01")) or savings[1] <= 0:
        return Quiet("Another idle timeout would not cost less.")
    minutes = STEP * (best + 1)
    confidence, reasons = _confidence(months, savings)
    since, until = span(months)
    hours_now, hours_then = averages(facts, present, months)[-1], averages(facts, tried[best], months)[-1]
    starts_now, starts_then = (_starts(facts, bits, months) for bits in (present, tried[best]))
    return Finding(
        KIND,
        f"Lower the idle timeout to {minutes} minutes",
        cents(own.hour * (hours_now - hours_then)),
        confidence,
        facts.today,
        (
            Evidence("timeout", "Idle timeout", now, "minutes"),
            Evidence("billed_hours", "Billed hours a month", cents(hours_now), "h", since, until),
            Evidence("billed_hours_after", f"With {minutes} minutes", cents(hours_then), "h", since, until),
            Evidence("starts", "Starts a month", cents(starts_now), None, since, until),
            Evidence("starts_after", f"Starts with {minutes} minutes", cents(starts_then), None, since, until),
            Evidence("auto_stop_hour", "AutoStop hour", own.hour, "USD", own.valid_from),
            Evidence("start_cost", "What a start is worth", parameters.start_cost, "USD"),
        ),
        effective_on=facts.today,
        reasons=reasons,
        after={"running_mode": AUTO_STOP, "auto_stop_timeout_minutes": minutes},
    )


def _costs(facts: Facts, bits: int, months: list[date], hour: Decimal, start: Decimal) -> list[Decimal]:
    """What hours and starts cost a month, divided last, so that an exact amount stays exact."""
    begun = sums(facts, starts(bits), months) if start else [(0, 1)] * len(WINDOWS)
    told = zip(sums(facts, bits, months), begun, strict=True)
    return [(hour * ran_for + start * begins) / count for (ran_for, count), (begins, _) in told]


def _starts(facts: Facts, bits: int, months: list[date]) -> Decimal:
    return Decimal(sum(inside(facts, starts(bits), month) for month in months)) / len(months)


def _confidence(months: list[date], savings: list[Decimal]) -> tuple[Confidence, tuple[str, ...]]:
    if savings[0] <= 0:
        return "low", ("In the last full month it would not have saved.",)
    if len(months) < ENOUGH_MONTHS:
        return "medium", (f"Only {len(months)} whole month{'s' * (len(months) > 1)} of hours measured.",)
    return "high", ()


RULE = Rule((KIND,), advise)
