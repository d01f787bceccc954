"""AlwaysOn against AutoStop for one WorkSpace: both prices now, and the hours that AutoStop would have billed.

A month of AutoStop costs its base and each hour that it runs, a month of AlwaysOn its fee: at
(fee - base) / hour both cost the same (AWS.md, Money). Storage beyond the bundle's costs the same in both: left out.
"""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import Connection

from app.schemas.caller import Caller
from app.services.costs import inputs
from app.services.costs.inputs import Known
from app.services.costs.months import first_of, previous
from app.services.costs.price_book import CURRENCY, Rate
from app.services.costs.usage_types import Kind
from app.services.inventory.workspace import detail
from app.services.usage.billing import AUTO_STOP, Mode
from app.services.usage.clock import first_hour, hour_after, hour_of, month_hours

MONTHS = 6
"""Whole months before the current one."""

_PRICES: tuple[Kind, ...] = ("always_on_month", "auto_stop_month", "auto_stop_hour")
_HUNDREDTH = Decimal("0.01")


def answer(connection: Connection, workspace_id: str, caller: Caller, now: datetime | None = None) -> dict[str, Any]:
    """The members of `schemas.cost_modes.ModeComparison`. Raises NotFound as `workspace.detail` does."""
    found = detail(connection, workspace_id, caller)
    account_id, region = str(found["account_id"]), str(found["region"])
    now = now or datetime.now(UTC)
    wanted = _months(now)
    place = inputs.place(connection, account_id, region)
    (known,) = inputs.load(connection, place, [workspace_id], wanted[0])
    machine = max(known.subject.periods, key=lambda period: period.begins).machine
    book = inputs.book(connection, region, account_id)
    told = {kind: book.rate(kind, machine, now) for kind in _PRICES}
    rates = {kind: rate for kind, rate in told.items() if isinstance(rate, Rate)}
    return {
        "workspace_id": workspace_id,
        "account_id": account_id,
        "region": region,
        "running_mode": found["running_mode"],
        "timeout_minutes": _auto_stop(found).timeout_hours * 60,
        **{kind: rates[kind].price if kind in rates else None for kind in told},
        "break_even_hours": _break_even({kind: rate.price for kind, rate in rates.items()}),
        "currency": CURRENCY,
        "price_source": next((rate.source for rate in rates.values()), None),
        "price_date": max((rate.valid_from.date() for rate in rates.values()), default=None),
        "reason": next((rate.reason for rate in told.values() if not isinstance(rate, Rate)), None),
        "months": [month for one in wanted if (month := _month(known, one, _auto_stop(found), now))],
    }


def _months(now: datetime) -> list[date]:
    made = [first_of(now.date())]
    while len(made) <= MONTHS:
        made.append(previous(made[-1]))
    return made[::-1]


def _auto_stop(found: dict[str, Any]) -> Mode:
    return Mode(0, AUTO_STOP, found["auto_stop_timeout_minutes"])


def _break_even(prices: dict[Kind, Decimal]) -> Decimal | None:
    if len(prices) < len(_PRICES) or not prices["auto_stop_hour"]:
        return None
    hours = (prices["always_on_month"] - prices["auto_stop_month"]) / prices["auto_stop_hour"]
    return max(hours, Decimal(0)).quantize(_HUNDREDTH, ROUND_HALF_EVEN)


def _month(known: Known, month: date, mode: Mode, now: datetime) -> dict[str, Any] | None:
    """The hours of a month had it run by AutoStop; nothing for a month in which it did not exist."""
    begins, ends = known.subject.begins, known.subject.ends
    low, high = first_hour(month), min(first_hour(month) + month_hours(month), hour_after(now))
    low = max(low, hour_of(begins)) if begins else low
    high = min(high, hour_after(ends)) if ends else high
    if low >= high:
        return None
    measured, ran = known.hours(month, [mode]).counted(low, high)
    passed = max(min(high, hour_of(now)) - low, measured)
    return {
        "month": f"{month:%Y-%m}",
        "auto_stop_hours": ran if measured else None,
        "coverage": round(measured / passed, 4) if passed else None,
    }
