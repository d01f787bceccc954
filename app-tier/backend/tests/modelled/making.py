"""Prices, WorkSpaces and hours to model with."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from app.services.costs import builtin_prices
from app.services.costs.model import Period, RunningHours, Subject
from app.services.costs.price_book import Machine, PriceBook
from app.services.costs.price_list import PriceRecord
from app.services.costs.price_store import KnownPrice
from app.services.usage.bitmap import mask
from app.services.usage.clock import first_hour, month_hours

APRIL = date(2026, 4, 1)
LATER = datetime(2027, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
STANDARD = Machine("us-east-1", "STANDARD", "WINDOWS_SERVER_2022", (80, 50), "STANDARD", (80, 50))


def known(record: PriceRecord, since: datetime = LONG_AGO, until: datetime | None = None) -> KnownPrice:
    return KnownPrice(record, "aws", since, until)


def storage(usd: str = "0.10") -> PriceRecord:
    standard = builtin_prices.prices()[3]
    changed: dict[str, Any] = dict.fromkeys(("compute_type", "operating_system", "licence", "running_mode"))
    changed |= {"root_volume_size_gib": None, "user_volume_size_gib": None, "unit": "GB-Mo", "price": Decimal(usd)}
    return replace(standard, rate_code="V", usage_type="USE1-AW-VolumeUsage", kind="volume", **changed)


def book(*more: KnownPrice) -> PriceBook:
    return PriceBook([*(known(record) for record in builtin_prices.prices()), known(storage()), *more])


def period(day: float, mode: str | None, machine: Machine = STANDARD, hour: int = 0) -> Period:
    """A period of April 2026 that begins on a day; day 0: from the beginning."""
    begins = datetime(2026, 4, int(day), hour, tzinfo=UTC) if day else LONG_AGO
    return Period(begins, mode, machine)


def lived(*periods: Period, **life: Any) -> Subject:
    return Subject(periods, **life)


def ran(*hours: int, month: date = APRIL, measured: bool = True) -> RunningHours:
    """Hours of the month (0: its first) in which it ran; all of it measured, or none."""
    running = 0
    for hour in hours:
        running |= 1 << hour
    size = month_hours(month)
    return RunningHours(first_hour(month), mask(0, size) if measured else 0, running, first_hour(month) + size)
