"""The forecast of the fleet's month: sums over WorkSpaces, with the interval that their errors together make."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Text, cast, func, or_, select

from app.core.problems import invalid
from app.schemas.caller import Caller
from app.schemas.plan import Plan
from app.services.catalog.model import Field
from app.services.catalog.workspaces import COSTED, DATASET
from app.services.costs.forecast import Outlook, sum_deviation
from app.services.costs.model import midnight
from app.services.costs.months import first_of
from app.services.costs.price_book import CURRENCY
from app.services.query.fields import resolve
from app.services.query.source import source
from app.services.settings import store
from app.services.settings.registry import FORECAST_INTERVAL

MOST = 1_000
_CENT = Decimal("0.01")


def answer(
    connection: Connection, plan: Plan, group_by: str | None, caller: Caller, now: datetime | None = None
) -> dict[str, Any]:
    """The members of `schemas.forecast.MonthForecast` over the WorkSpaces of the plan. Raises Invalid."""
    month = first_of((now or datetime.now(UTC)).date())
    percent = store.read(connection)[FORECAST_INTERVAL]
    field = None if group_by is None else resolve(DATASET, group_by, "group_by")
    if field is not None and not field.groupable:
        raise invalid("group_by", f"'{field.name}' cannot be grouped by")
    of = plan.model_copy(update={"include_terminated": True})
    rows = _sums(connection, of, field, caller, month)
    items = [_item(row, percent) for row in rows[:MOST]] if field is not None else []
    return {
        "month": f"{month:%Y-%m}",
        "group_by": group_by,
        "interval_percent": percent,
        "total": _item(_total(rows), percent),
        "items": items,
        "currency": CURRENCY,
        "source": "modelled",
    }


_SUMS = ("workspaces", "unknown", "cost_so_far", "cost", "deviations", "squares", "lowest")


def _sums(connection: Connection, plan: Plan, field: Field | None, caller: Caller, month: Any) -> list[dict[str, Any]]:
    made = source(DATASET, plan, caller.account_scope)
    forecast, so_far = (DATASET.fields[name] for name in ("forecast_cost_month", "modelled_cost_mtd"))
    known, deviation = forecast.expression, COSTED.c.forecast_deviation
    columns = [
        func.count().label("workspaces"),
        (func.count() - func.count(known)).label("unknown"),
        func.sum(so_far.expression).label("cost_so_far"),
        func.sum(known).label("cost"),
        func.sum(deviation).filter(known.is_not(None)).label("deviations"),
        func.sum(deviation * deviation).filter(known.is_not(None)).label("squares"),
        func.sum(so_far.expression).filter(known.is_not(None)).label("lowest"),
    ]
    fields = [forecast, so_far] if field is None else [forecast, so_far, field]
    gone = DATASET.fields["terminated_at"].expression
    statement = made.narrow(select(*columns), *fields).where(or_(gone.is_(None), gone >= midnight(month)))
    if field is not None:
        value = cast(field.output(), Text)
        statement = statement.add_columns(value.label("value")).group_by(value)
        statement = statement.order_by(func.sum(known).desc().nulls_last(), value)
    return [dict(row) for row in connection.execute(statement).mappings()]


def _total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {"value": None}
    for name in _SUMS:
        known = [row[name] for row in rows if row[name] is not None]
        made[name] = sum(known) if known or name in ("workspaces", "unknown") else None
    return made


def _item(row: dict[str, Any], percent: int) -> dict[str, Any]:
    cost, low, high = row["cost"], None, None
    if cost is not None:
        deviation = sum_deviation(float(row["deviations"] or 0), float(row["squares"] or 0))
        reach = Decimal(str(deviation * Outlook.deviations_of(percent))).quantize(_CENT)
        low, high = max(cost - reach, row["lowest"] or Decimal(0)).quantize(_CENT), (cost + reach).quantize(_CENT)
    kept = {name: row[name] for name in ("workspaces", "unknown", "cost_so_far", "cost")}
    return {"value": row.get("value"), **kept, "low": low, "high": high}
