"""Reading the bill: sums by month, account, Region and usage type within a scope. Exact until they become JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, and_, func, select

from app.core.problems import invalid
from app.models.costs import BillMonthly
from app.schemas.costs import BillGroup, BillQuery, MonthsQuery
from app.services.costs import months

_GROUPS: dict[BillGroup, Any] = {
    "month": BillMonthly.month,
    "account_id": BillMonthly.account_id,
    "region": BillMonthly.region,
    "usage_type": BillMonthly.usage_type,
}


@dataclass(frozen=True, slots=True)
class BillSum:
    """A sum on the bill; what is not grouped by is None. Sums of different currencies are never added up."""

    month: date | None
    account_id: str | None
    region: str | None
    usage_type: str | None
    quantity: Decimal | None
    unit: str | None
    cost: Decimal | None
    currency: str | None
    estimated: bool


def sums(
    connection: Connection, first: date, last: date, group_by: Sequence[BillGroup], scope: frozenset[str] | None
) -> list[BillSum]:
    """The bill of the months `first` to `last` (first days, both included), the accounts in `scope` (None: all).

    By month, then the dearest first.
    """
    columns = [_GROUPS[name].label(name) for name in _GROUPS if name in group_by]
    unitless = func.count().filter(BillMonthly.unit.is_(None))
    one_unit = and_(func.count(BillMonthly.unit.distinct()) == 1, unitless == 0)
    cost = func.sum(BillMonthly.cost)
    statement = (
        select(
            *columns,
            BillMonthly.currency,
            cost.label("cost"),
            func.sum(BillMonthly.quantity).label("quantity"),
            func.min(BillMonthly.unit).label("unit"),
            one_unit.label("one_unit"),
            func.bool_or(BillMonthly.estimated).label("estimated"),
        )
        .where(BillMonthly.month.between(first, last))
        .group_by(*columns, BillMonthly.currency)
        .order_by(*(["month"] if "month" in group_by else []), cost.desc().nulls_last(), *columns)
    )
    if scope is not None:
        statement = statement.where(BillMonthly.account_id.in_(scope))
    return [_sum(dict(row)) for row in connection.execute(statement).mappings()]


def _sum(row: dict[str, Any]) -> BillSum:
    by_unit = row["one_unit"]
    return BillSum(
        month=row.get("month"),
        account_id=row.get("account_id"),
        region=row.get("region"),
        usage_type=row.get("usage_type"),
        quantity=row["quantity"] if by_unit else None,
        unit=row["unit"] if by_unit else None,
        cost=row["cost"],
        currency=row["currency"],
        estimated=row["estimated"],
    )


def period(query: MonthsQuery) -> tuple[date, date]:
    """The first days of the first and last month asked for. Raises Invalid where they are the wrong way round."""
    last = _month(query.to) if query.to else months.first_of(datetime.now(UTC).date())
    first = _month(query.from_) if query.from_ else date(last.year - (last.month < 12), last.month % 12 + 1, 1)
    if first > last:
        raise invalid("from", f"{first:%Y-%m} is after {last:%Y-%m}")
    return first, last


def answer(connection: Connection, query: BillQuery, scope: frozenset[str] | None) -> dict[str, Any]:
    """The members of the API's `Bill`. Raises Invalid."""
    first, last = period(query)
    found = sums(connection, first, last, query.group_by, scope)
    currencies = {one.currency for one in found}
    costs = [one.cost for one in found if one.cost is not None]
    return {
        "items": [_item(one) for one in found],
        "total_cost": sum(costs, Decimal()) if costs and len(currencies) == 1 else None,
        "currency": next(iter(currencies)) if len(currencies) == 1 else None,
        "estimated": any(one.estimated for one in found),
        "source": "billed",
    }


def _item(one: BillSum) -> dict[str, Any]:
    return {
        "month": f"{one.month:%Y-%m}" if one.month else None,
        "account_id": one.account_id,
        "region": one.region,
        "usage_type": one.usage_type,
        "quantity": one.quantity,
        "unit": one.unit,
        "cost": one.cost,
        "currency": one.currency,
        "estimated": one.estimated,
        "source": "billed",
    }


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")
