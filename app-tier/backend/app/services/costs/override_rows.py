"""Contract prices and discounts as the price book needs them."""

from typing import Any

from sqlalchemy import Connection, select

from app.models.overrides import PriceOverride
from app.services.costs.model import midnight
from app.services.costs.overrides import Override, Overrides


def read(connection: Connection, account_id: str | None, more: tuple[Override, ...] = ()) -> Overrides:
    """The rules of an account, with others that are tried out."""
    table = PriceOverride.__table__
    rows = connection.execute(select(table)).mappings()
    return Overrides([*(_rule(dict(row)) for row in rows), *more], account_id)


def _rule(row: dict[str, Any]) -> Override:
    return Override(
        row["id"],
        row["name"],
        row["price"],
        row["percent"],
        row["usage_type"],
        row["region"],
        row["account_id"],
        midnight(row["valid_from"]) if row["valid_from"] else None,
        midnight(row["valid_to"]) if row["valid_to"] else None,
    )
