"""A modelled cost explained: the same functions that made it, run again, and their charges put into words."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from app.schemas.caller import Caller
from app.schemas.cost_explain import ExplainQuery
from app.services.costs import inputs, model
from app.services.costs.inputs import Known
from app.services.costs.model import ASSUMPTIONS, Charge, Modelled, Period, midnight
from app.services.costs.months import following
from app.services.costs.price_book import BEGINNING, CONTRACT, CURRENCY, Rate
from app.services.inventory.workspace import detail

SOURCES = {"aws": "AWS's price list", "builtin": "the built-in price list", "contract": "the contract price"}
_NAMES = {
    "always_on_month": "AlwaysOn fee",
    "auto_stop_month": "AutoStop base",
    "auto_stop_hour": "AutoStop hours",
    "volume": "Storage beyond the bundle's",
}
_CENT = Decimal("0.01")


def answer(connection: Connection, query: ExplainQuery, caller: Caller, now: datetime | None = None) -> dict[str, Any]:
    """The members of `schemas.cost_explain.CostExplanation`. Raises NotFound as `workspace.detail` does."""
    found = detail(connection, query.workspace_id, caller)
    account_id, region, workspace_id = (str(found[name]) for name in ("account_id", "region", "workspace_id"))
    month, now = date.fromisoformat(f"{query.month}-01"), now or datetime.now(UTC)
    place = inputs.place(connection, account_id, region)
    (known,) = inputs.load(connection, place, [workspace_id], month)
    made = model.cost(known.subject, known.hours(month), month, now, inputs.book(connection, region, account_id))
    return {
        "workspace_id": workspace_id,
        "account_id": account_id,
        "region": region,
        "month": query.month,
        "modelled_cost": made.total,
        "currency": CURRENCY,
        "note": made.note,
        "summary": summary(made),
        "settings": [_setting(period) for period in _periods(known, month, now)],
        "steps": [step(charge) for charge in made.charges],
    }


def _periods(known: Known, month: date, now: datetime) -> list[Period]:
    start = max(midnight(month), known.subject.begins or midnight(month))
    end = min(midnight(following(month)), known.subject.ends or now, now)
    return model.settings(known.subject, start, end) if start < end else []


def summary(made: Modelled) -> str:
    """The sum in words."""
    if made.note:
        return made.note
    parts = [_money(line.cost) if line.cost is not None else "unknown" for line in made.lines]
    total = made.total
    told = f"{_money(total)} {CURRENCY}" if total is not None else "not known"
    return f"{' + '.join(parts)} = {told}" if len(parts) > 1 else f"The month costs {told}."


def _money(amount: Decimal) -> str:
    return f"{amount.quantize(_CENT)}" if amount == amount.quantize(_CENT) else f"{amount.quantize(Decimal('0.0001'))}"


def _number(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}" if quantity else "0"


def step(charge: Charge) -> dict[str, Any]:
    """One charge with its words, as `schemas.cost_explain.CostStep`."""
    rate = charge.rate if isinstance(charge.rate, Rate) else None
    return {
        "text": words(charge),
        "kind": charge.kind,
        "usage_type": charge.rate.usage_type,
        "begins_at": charge.begins,
        "ends_at": charge.ends,
        "quantity": charge.quantity,
        "unit": charge.rate.unit,
        "days": charge.days,
        "of_days": charge.of_days,
        "rate": rate.price if rate else None,
        "currency": rate.currency if rate else CURRENCY,
        "cost": charge.cost,
        "price_source": rate.source if rate else None,
        "price_date": rate.valid_from.date() if rate else None,
        "price_note": rate.note if rate else None,
        "list_price": rate.list_price if rate else None,
        "price_override": rate.override if rate else None,
        "coverage": charge.coverage,
        "assumptions": _told(charge.assumed),
        "reason": charge.reason,
    }


def words(charge: Charge) -> str:
    """What is charged, for when, at which rate, and what that makes."""
    name = _NAMES.get(charge.kind, "Cost")
    machine = "" if charge.kind == "volume" else f" of {charge.machine.compute_type or 'an unknown compute type'}"
    head = f"{name}{machine}, {_span(charge)}"
    if not isinstance(charge.rate, Rate) or charge.cost is None or charge.quantity is None:
        return f"{head}: not known, because {charge.reason}."
    source = SOURCES.get(charge.rate.source, charge.rate.source)
    note = f", the {charge.rate.note}" if charge.rate.note else ""
    price = f"{_number(charge.rate.price)} {charge.rate.currency}"
    since = f", price since {charge.rate.valid_from:%Y-%m-%d}" if charge.rate.valid_from > BEGINNING else ""
    listed = f"({source}{_override(charge.rate)}{since}{note})"
    return f"{head}: {_amount(charge)} x {price} = {_money(charge.cost)} {charge.rate.currency} {listed}."


def _override(rate: Rate) -> str:
    """By which contract or discount a price is not the list's."""
    if rate.override is None:
        return ""
    if rate.list_price is None:
        return f" '{rate.override}', not on the list"
    listed = f"{_number(rate.list_price)} {rate.currency}"
    if rate.source == CONTRACT:
        return f" '{rate.override}' instead of {listed}"
    percent = (1 - rate.price / rate.list_price) * 100
    words = f"{_number(abs(percent))} % {'off' if percent >= 0 else 'on top of'}"
    return f", {words} {listed} by '{rate.override}'"


def _amount(charge: Charge) -> str:
    quantity = charge.quantity or Decimal(0)
    if charge.kind == "auto_stop_hour":
        measured = "" if charge.coverage is None else f" ({charge.coverage:.2%} of the hours measured)"
        return f"{_number(quantity)} h{measured}"
    whole = charge.days == charge.of_days
    if charge.kind == "volume":
        return f"{_number(quantity)} GB-months"
    return "1 month" if whole else f"{charge.days} of {charge.of_days} days"


def _span(charge: Charge) -> str:
    last = charge.ends - timedelta(microseconds=1)
    return f"{charge.begins:%Y-%m-%d} to {last:%Y-%m-%d}"


def _told(codes: Iterable[str]) -> list[str]:
    return [ASSUMPTIONS[code] for code in sorted(codes)]


def _setting(period: Period) -> dict[str, Any]:
    machine = period.machine
    root, user = machine.volumes or (None, None)
    return {
        "begins_at": period.begins,
        "running_mode": period.running_mode,
        "compute_type": machine.compute_type,
        "root_volume_size_gib": root,
        "user_volume_size_gib": user,
        "assumptions": _told(period.assumed),
    }
