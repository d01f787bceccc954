"""What one WorkSpace cost, month by month, from the stored rows."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select

from app.models.modelled import CostMonthly
from app.schemas.caller import Caller
from app.schemas.costs import MonthsQuery
from app.services.costs.bill import period
from app.services.costs.model import total
from app.services.costs.price_book import CURRENCY
from app.services.inventory.workspace import detail

C = CostMonthly.__table__.c
SHOWN = ("month", "usage_type", "kind", "quantity", "unit", "cost", "currency", "source", "price_source", "price_date",
         "coverage", "reason")  # fmt: skip


def answer(connection: Connection, workspace_id: str, caller: Caller, query: MonthsQuery) -> dict[str, Any]:
    """The members of `schemas.billing.Billing`. Raises NotFound, and Invalid for months the wrong way round."""
    first, last = period(query)
    found = detail(connection, workspace_id, caller)
    statement = (
        select(*(C[name] for name in SHOWN))
        .where(*(C[name] == found[name] for name in ("account_id", "region", "workspace_id")))
        .where(C.month.between(first, last))
        .order_by(C.month, C.usage_type, C.source)
    )
    rows = connection.execute(statement).mappings().all()
    modelled = [row["cost"] for row in rows if row["source"] == "modelled"]
    billed = [row["cost"] for row in rows if row["source"] == "billed"]
    known = [cost for cost in modelled if cost is not None]
    return {
        "workspace_id": found["workspace_id"],
        "items": [{**row, "month": f"{row['month']:%Y-%m}"} for row in rows],
        "total_cost": total(modelled) if modelled else None,
        "billed_cost": total(billed) if billed else None,
        "known_cost": sum(known, Decimal(0)),
        "unknown_items": len(modelled) - len(known),
        "currency": CURRENCY,
    }
