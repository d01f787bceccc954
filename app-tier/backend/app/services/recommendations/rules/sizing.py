"""Too large or too small a compute type: what was used of CPU and memory on the busy days, against other sizes.

A day counts with its 95th percentiles, and only where somebody was connected: an idle day says nothing of the need.
Of these days the 95th percentile (nearest rank) is what has to fit.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.services.recommendations.rules.facts import AUTO_STOP, Facts, Load
from app.services.recommendations.rules.finding import Answer, Confidence, Evidence, Finding, Quiet, Rule, cents
from app.services.recommendations.rules.months import averages, last_day, ran, this_month, usable
from app.services.recommendations.rules.parameters import Parameters
from app.services.recommendations.rules.sizes import LARGER_ONCE_IN, SIZES, SMALLER_ONCE_IN, Size, larger, smaller
from app.services.usage.bitmap import mask
from app.services.usage.clock import DAY_HOURS, first_hour, next_month

OVERSIZED, UNDERSIZED = "oversized", "undersized"
MANY_DAYS = 20
FULL_DAYS = 3
BUSY_PART = Decimal("0.25")
"""Full on this many days, and on this part of the days of use, it is too small."""


def rank_95(values: Sequence[float]) -> Decimal:
    """The 95th percentile by nearest rank."""
    ordered = sorted(values)
    return Decimal(str(ordered[math.ceil(0.95 * len(ordered)) - 1]))


def used_days(facts: Facts, days: int) -> list[Load]:
    """The last days, today left out, on which somebody was connected and both CPU and memory were measured."""
    since = facts.today - timedelta(days=days)
    return [
        load
        for load in facts.loads
        if since <= load.day < facts.today
        and load.cpu_p95 is not None
        and load.memory_p95 is not None
        and _connected(facts, load.day)
    ]


def _connected(facts: Facts, day: date) -> bool:
    low = first_hour(day) - facts.hours.first
    return bool(facts.hours.connected & mask(max(low, 0), max(low + DAY_HOURS, 0)))


@dataclass(frozen=True, slots=True)
class _Case:
    """A WorkSpace of a known size with its days of use, and what of CPU and memory (per cent) has to fit."""

    facts: Facts
    parameters: Parameters
    size: Size
    loads: list[Load]
    cpu: Decimal
    memory: Decimal


def advise(facts: Facts, parameters: Parameters) -> Answer:
    """Another compute type, where the present one is far from what is used of it."""
    size = SIZES.get(facts.compute_type or "")
    if size is None:
        return Quiet(f"What {facts.compute_type or 'an unknown compute type'} holds cannot be compared.")
    loads = used_days(facts, parameters.sizing_days)
    if len(loads) < parameters.sizing_used_days:
        return Quiet(f"CPU and memory were measured on {len(loads)} days of use only.")
    cpu, memory = rank_95([load.cpu_p95 or 0 for load in loads]), rank_95([load.memory_p95 or 0 for load in loads])
    case = _Case(facts, parameters, size, loads, cpu, memory)
    limit = Decimal(parameters.undersized_percent)
    full = [load for load in loads if (load.cpu_p95 or 0) >= limit or (load.memory_p95 or 0) >= limit]
    if len(full) >= FULL_DAYS and len(full) >= BUSY_PART * len(loads):
        return _larger(case, full)
    return _smaller(case)


def _hours(facts: Facts, parameters: Parameters) -> Decimal | None:
    if facts.running_mode != AUTO_STOP:
        return None
    months = usable(facts, parameters.coverage_percent)
    return averages(facts, ran(facts, facts.timeout_minutes), months)[-1] if months else None


def _change(facts: Facts, parameters: Parameters, target: Size) -> Decimal | None:
    """What the other size saves a month; None where a price or the hours are not known."""
    if not facts.billable:
        return None
    hours = _hours(facts, parameters)
    now = facts.own.monthly(facts.running_mode, hours)
    other = facts.rates.get(target.compute_type)
    then = other.monthly(facts.running_mode, hours) if other else None
    return None if now is None or then is None else now - then


def _smaller(case: _Case) -> Answer:
    facts, size = case.facts, case.size
    room = Decimal(case.parameters.sizing_target_percent) / 100
    needed_cpus, needed_gib = size.cpus * case.cpu / 100, size.memory_gib * case.memory / 100
    fitting = [
        one
        for one in smaller(size.compute_type)
        if needed_cpus <= one.cpus * room and needed_gib <= one.memory_gib * room
    ]
    if not fitting:
        return Quiet("No smaller size has room for what is used.")
    priced = [(saving, one) for one in fitting if (saving := _change(facts, case.parameters, one)) is not None]
    if not priced:
        return Quiet("What a smaller size would save is not known.")
    saving, target = max(priced, key=lambda pair: (pair[0], pair[1].memory_gib))
    if saving < max(case.parameters.minimum_saving, Decimal("0.01")):
        return Quiet("A smaller size would not cost less.")
    act_on = max(facts.today, (facts.sized_at + SMALLER_ONCE_IN).date() if facts.sized_at else facts.today)
    month = act_on.replace(day=1)
    return Finding(
        OVERSIZED,
        f"Change the compute type to {target.compute_type}",
        cents(saving),
        _confidence(case),
        act_on,
        _evidence(case, target),
        act_by=last_day(facts) if month == this_month(facts) else None,
        effective_on=act_on if facts.running_mode == AUTO_STOP else next_month(month),
        reasons=_reasons(case),
        after={"compute_type": target.compute_type},
    )


def _larger(case: _Case, full: list[Load]) -> Answer:
    facts, size, limit = case.facts, case.size, case.parameters.undersized_percent
    needs_cpu = sum((load.cpu_p95 or 0) >= limit for load in full) * 2 >= len(full)
    needs_memory = sum((load.memory_p95 or 0) >= limit for load in full) * 2 >= len(full)
    targets = (
        one
        for one in larger(size.compute_type)
        if (not needs_cpu or one.cpus > size.cpus) and (not needs_memory or one.memory_gib > size.memory_gib)
    )
    target = next(targets, None)
    if target is None:
        return Quiet("There is no larger size.")
    saving = _change(facts, case.parameters, target)
    earliest = max(facts.now, facts.sized_at + LARGER_ONCE_IN) if facts.sized_at else facts.now
    full_days = Evidence("full_days", f"Days at {limit} % and more", len(full), "days", full[0].day, full[-1].day)
    return Finding(
        UNDERSIZED,
        f"Change the compute type to {target.compute_type}",
        None if saving is None else cents(saving),
        _confidence(case),
        earliest.date(),
        (*_evidence(case, target), full_days),
        effective_on=earliest.date(),
        saving_note=None if saving is not None else "What the larger size costs is not known.",
        reasons=_reasons(case),
        after={"compute_type": target.compute_type},
    )


def _reasons(case: _Case) -> tuple[str, ...]:
    return () if len(case.loads) >= MANY_DAYS else (f"Measured on {len(case.loads)} days of use only.",)


def _confidence(case: _Case) -> Confidence:
    return "medium" if _reasons(case) else "high"


def _evidence(case: _Case, target: Size) -> tuple[Evidence, ...]:
    since, until, size = case.loads[0].day, case.loads[-1].day, case.size
    cpu, memory = case.cpu * size.cpus / target.cpus, case.memory * size.memory_gib / target.memory_gib
    sized_at = case.facts.sized_at
    return (
        Evidence("compute_type", "Compute type", size.compute_type),
        Evidence("cpu_p95", "CPU, 95th percentile", cents(case.cpu), "%", since, until),
        Evidence("memory_p95", "Memory, 95th percentile", cents(case.memory), "%", since, until),
        Evidence("used_days", "Days of use measured", len(case.loads), "days", since, until),
        Evidence("cpu_after", f"That CPU in {target.compute_type}", cents(cpu), "%"),
        Evidence("memory_after", f"That memory in {target.compute_type}", cents(memory), "%"),
        Evidence("target_percent", "What may be used of it", case.parameters.sizing_target_percent, "%"),
        Evidence("sized_on", "Last changed", sized_at.date().isoformat() if sized_at else None),
    )


RULE = Rule((OVERSIZED, UNDERSIZED), advise)
