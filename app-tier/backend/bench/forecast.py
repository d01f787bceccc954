"""Forecasts of past months held against what became of them: hours of the demo estate's people, whole fleet and each.

The people are those of `demo-aws` (office, part-time, night, leave, public holidays, leavers), drawn by code that
the forecast does not know. Each forecast sees what had been measured by then and nothing later.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.services.costs import pattern
from app.services.costs.calendar import Calendar
from app.services.costs.forecast import Outlook, deviation_of_sum
from app.services.costs.pattern import Ran
from app.services.usage.billing import AUTO_STOP, Mode, running
from app.services.usage.bitmap import mask
from app.services.usage.clock import HOUR, first_hour, next_month

DEMO = Path(__file__).resolve().parents[2] / "demo-aws"
MONTHS = tuple(date(2026, month, 1) for month in (2, 3, 4, 5, 6, 7, 8, 9))
DAYS = (2, 6, 11, 16, 21, 26)
BEGIN = date(2025, 11, 1)
TARGET_PERCENT, SLACK_PERCENT = 3.0, 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument("--workspaces", type=int, default=1_000, help="WorkSpaces (1,000)")


@dataclass(frozen=True, slots=True)
class Person:
    """Hours in which their WorkSpace ran, as bits from BEGIN on, and the hours in which it existed."""

    ran: int
    since: int
    until: int


def people(number: int) -> Iterator[Person]:
    """Everybody with an AUTO_STOP WorkSpace in a demo estate of that size, but for the disposable ones of its lab."""
    sys.path.insert(0, str(DEMO))
    from demo_aws.estate.fleet import Fleet  # noqa: PLC0415 - a neighbour, for this benchmark alone

    first, end = first_hour(BEGIN), first_hour(next_month(MONTHS[-1]))
    fleet = Fleet(7, number)
    for slot in range(number):
        if fleet.directory_of(slot).is_lab:
            continue
        for seat in fleet.generations(slot, first * HOUR, end * HOUR):
            if seat.mode == AUTO_STOP:
                spans = fleet.habits.between(seat, first * HOUR, end * HOUR)
                yield _person(seat, spans, first, end)


def _person(seat: Any, spans: list[tuple[int, int]], first: int, end: int) -> Person:
    connected, size = 0, end - first
    for opens, closes in spans:
        connected |= mask(max(opens // HOUR, first) - first, min(-(-closes // HOUR), end) - first)
    ran = running(connected, [Mode(first, AUTO_STOP, seat.timeout_minutes)], first, size)
    since, until = max(seat.created_at // HOUR - first, 0), min(-(-seat.terminated_at // HOUR) - first, size)
    return Person(ran & mask(since, until), since, until)


@dataclass(slots=True)
class Errors:
    """What became of the forecasts that were made so many days into a month; hours, and per cent of the fleet's."""

    fleet: list[float] = field(default_factory=list)
    run_rate: list[float] = field(default_factory=list)
    fleet_inside: int = 0
    wrong: float = 0.0
    true: float = 0.0
    inside: int = 0
    each: int = 0


def _month(everybody: list[Person], month: date, day: int, of: Outlook, into: Errors) -> None:
    """One forecast of all that are there on that day. Who comes later is missing in it, and counts in what became."""
    first = first_hour(BEGIN)
    opens, start, end = first_hour(month), first_hour(month.replace(day=day)) + 9, first_hour(next_month(month))
    hoped = true = passed = 0.0
    deviations: list[float] = []
    for one in everybody:
        fact = (one.ran >> (opens - first) & mask(0, end - opens)).bit_count()
        true += fact
        seen = mask(one.since, min(start - first, one.until))
        told = Ran(first, seen, one.ran & seen)
        so_far = told.hours(opens, start)
        passed, hoped = passed + so_far, hoped + so_far
        days = pattern.expected(told, start, end, of.calendar, of.weeks) if one.until + first > start else None
        if days is None:
            continue
        made = pattern.total(days)
        hoped += made.hours
        deviations.append(made.variance**0.5)
        reach = deviations[-1] * of.deviations
        low, high = so_far + max(made.hours - reach, 0), so_far + min(made.hours + reach, end - start)
        into.each += 1
        into.inside += low - 0.5 <= fact <= high + 0.5
        into.wrong += abs(so_far + made.hours - fact)
        into.true += fact
    into.fleet.append((hoped - true) / true * 100)
    into.fleet_inside += abs(hoped - true) <= deviation_of_sum(deviations) * of.deviations
    into.run_rate.append((passed * (end - opens) / (start - opens) - true) / true * 100)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Every month, foretold on several of its days."""
    everybody, of = list(people(arguments.workspaces)), Outlook(Calendar())
    began, found = time.process_time(), {day: Errors() for day in DAYS}
    for day, errors in found.items():
        for month in MONTHS:
            _month(everybody, month, day, of, errors)
    spent, made = time.process_time() - began, sum(errors.each for errors in found.values())
    figures: dict[str, Any] = {"workspaces": len(everybody), "months": len(MONTHS), "forecasts": made}
    for day, errors in found.items():
        figures |= {
            f"day_{day:02}_fleet_error_percent": round(statistics.mean(map(abs, errors.fleet)), 2),
            f"day_{day:02}_fleet_error_percent_worst": round(max(map(abs, errors.fleet)), 2),
            f"day_{day:02}_run_rate_error_percent": round(statistics.mean(map(abs, errors.run_rate)), 2),
            f"day_{day:02}_each_error_percent": round(errors.wrong / errors.true * 100, 2),
            f"day_{day:02}_each_inside_percent": round(errors.inside / errors.each * 100, 1),
            f"day_{day:02}_fleet_inside": f"{errors.fleet_inside} of {len(errors.fleet)}",
        }
    error = statistics.mean(abs(one) for errors in found.values() for one in errors.fleet)
    fleet_inside = sum(errors.fleet_inside for errors in found.values()) / (len(DAYS) * len(MONTHS)) * 100
    inside = sum(errors.inside for errors in found.values()) / made * 100
    kept = min(inside, fleet_inside) >= of.interval_percent - SLACK_PERCENT
    return figures | {
        "fleet_error_percent": round(error, 2),
        "each_error_percent": round(statistics.mean(e.wrong / e.true for e in found.values()) * 100, 2),
        "fleet_inside_percent": round(fleet_inside, 1),
        "each_inside_percent": round(inside, 1),
        "interval_percent": of.interval_percent,
        "microseconds_each": round(spent / made * 1e6),
        "target": f"fleet's hours wrong by {TARGET_PERCENT} % at most on average, intervals as likely as they say",
        "reached": error <= TARGET_PERCENT and kept,
    }
