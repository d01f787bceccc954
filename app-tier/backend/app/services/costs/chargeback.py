"""A month's statement by any field of the catalogue, live or as it was locked, exact to the cent."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from sqlalchemy import Connection, select, text

from app.core.problems import NotFound, invalid
from app.models.chargeback import ChargebackLock
from app.schemas.caller import Caller
from app.schemas.chargeback import StatementQuery
from app.services.catalog.costs import DATASET
from app.services.catalog.model import Field
from app.services.costs import chargeback_rows
from app.services.costs.chargeback_rows import KINDS, OF_WORKSPACE
from app.services.costs.price_book import CURRENCY
from app.services.query.fields import TAG_PREFIX, resolve
from app.services.sync.targets import table_of

LOCKS = table_of(ChargebackLock)
MOST_ITEMS = 10_000
_CENT, _POINT = Decimal("0.01"), Decimal("0.0001")
_BILLED = text(
    "select account_id, sum(cost) from bill_monthly where month = :month and currency = :currency group by 1"
)

ASSUMPTIONS = {
    "modelled": (
        "Costs are modelled: list or contract prices and discounts where there are any, and what was measured.",
        "Fees and bases are those that posted in the month; hours that were not measured count as idle.",
    ),
    "billed": ("Costs are those of the imported Cost and Usage Report (unblended), without tax.",),
    "both": (
        "Tags, names and sizes are those of the time at which the statement was made or locked.",
        "What is not known is not part of a sum: it is counted.",
        "Each amount is rounded to the cent so that the amounts add up to the total.",
    ),
}


def assumptions(source: str) -> list[str]:
    """What a statement rests on."""
    return [*ASSUMPTIONS[source], *ASSUMPTIONS["both"]]


def billed(connection: Connection, month: date) -> dict[str, Decimal]:
    """What is on the bill of the month, by account."""
    rows = connection.execute(_BILLED, {"month": month, "currency": CURRENCY})
    return {account_id: cost for account_id, cost in rows if cost is not None}


def chargeable(name: str) -> Field:
    """The field of that name. Raises Invalid naming those that a month can be charged by."""
    if name.startswith(TAG_PREFIX):
        return resolve(DATASET, name, "group_by")
    if name not in OF_WORKSPACE:
        raise invalid("group_by", f"cannot charge by '{name[:80]}'; allowed: {', '.join(OF_WORKSPACE)}, tag.KEY")
    return OF_WORKSPACE[name]


def answer(connection: Connection, query: StatementQuery, caller: Caller) -> dict[str, Any]:
    """The members of `schemas.chargeback.Statement`. Raises Invalid, NotFound for a version that is not there."""
    month, field, scope = date.fromisoformat(f"{query.month}-01"), chargeable(query.group_by), caller.account_scope
    lock = None if query.live else find(connection, month, query.source, query.version)
    if lock is None:
        rows, on_bill = chargeback_rows.live(month, query.source, field), billed(connection, month)
    else:
        rows = chargeback_rows.locked(lock["id"], field)
        on_bill = {account_id: Decimal(cost) for account_id, cost in lock["billed"].items()}
    found = [
        dict(row)
        for row in connection.execute(chargeback_rows.summed(rows, scope)).mappings().fetchmany(MOST_ITEMS + 1)
    ]
    if len(found) > MOST_ITEMS:
        raise invalid("group_by", f"'{field.name}' has more than {MOST_ITEMS} values: charge by another field")
    mine = [cost for account_id, cost in on_bill.items() if scope is None or account_id in scope]
    return {
        "month": query.month,
        "group_by": field.name,
        "label": field.label,
        "source": query.source,
        **{name: lock[name] if lock else None for name in ("version", "locked_at", "locked_by", "reason")},
        **sums(found, sum(mine, Decimal(0)) if mine else None),
        "assumptions": lock["assumptions"] if lock else assumptions(query.source),
        "currency": CURRENCY,
    }


def find(connection: Connection, month: date, source: str, version: int | None) -> dict[str, Any] | None:
    """A version of a locked month, the newest where none is named; None: it is not locked. Raises NotFound."""
    wanted = select(LOCKS).where(LOCKS.c.month == month, LOCKS.c.source == source)
    if version is not None:
        wanted = wanted.where(LOCKS.c.version == version)
    row = connection.execute(wanted.order_by(LOCKS.c.version.desc()).limit(1)).mappings().first()
    if row is None and version is not None:
        raise NotFound(f"There is no version {version} of {month:%Y-%m} ({source}).")
    return dict(row) if row else None


def sums(found: Sequence[dict[str, Any]], on_bill: Decimal | None) -> dict[str, Any]:
    """Items and totals of the rows by value; pure."""
    total = sum((row["cost"] for row in found), Decimal(0))
    rounded = to_the_cent([row["cost"] for row in found])
    shown = total.quantize(_CENT)
    nobody = sum((cost for row, cost in zip(found, rounded, strict=True) if row["value"] is None), Decimal(0))
    return {
        "items": [_item(row, cost, shown) for row, cost in zip(found, rounded, strict=True)],
        "total_cost": shown,
        "workspaces": sum(row["workspaces"] for row in found),
        "unknown": sum(row["unknown"] for row in found),
        "unallocated_cost": nobody,
        "unallocated_percent": _share(nobody, shown),
        "billed_cost": None if on_bill is None else on_bill.quantize(_CENT),
        "not_attributed": None if on_bill is None else on_bill.quantize(_CENT) - shown,
    }


def to_the_cent(amounts: Sequence[Decimal]) -> list[Decimal]:
    """The amounts rounded so that they add up to their rounded sum: the largest remainders are rounded up."""
    lower = [amount.quantize(_CENT, ROUND_FLOOR) for amount in amounts]
    missing = int((sum(amounts, Decimal(0)).quantize(_CENT) - sum(lower, Decimal(0))) / _CENT)
    ranked = sorted(range(len(amounts)), key=lambda place: (lower[place] - amounts[place], place))
    up = set(ranked[:missing])
    return [amount + _CENT if place in up else amount for place, amount in enumerate(lower)]


def _item(row: dict[str, Any], cost: Decimal, total: Decimal) -> dict[str, Any]:
    kinds = {kind: row[kind].quantize(_POINT) for kind in KINDS if row[kind] is not None}
    counts = {name: row[name] for name in ("value", "workspaces", "unknown")}
    return {**counts, "cost": cost, "share_percent": _share(cost, total), "kinds": kinds}


def _share(part: Decimal, of: Decimal) -> Decimal | None:
    return (part * 100 / of).quantize(_CENT) if of else None
