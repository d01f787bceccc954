"""Contract prices and discounts as the price book needs them."""

from typing import Any

from sqlalchemy import Connection, select

from app.models.overrides import PriceOverride
from app.services.costs.model import midnight
from app.services.costs.overrides import Override, Overrides


def rules(connection: Connection) -> list[Override]:
    """The rules of all accounts."""
    return [_rule(dict(row)) for row in connection.execute(select(PriceOverride.__table__)).mappings()]


def read(connection: Connection, account_id: str) -> Overrides:
    """The rules that concern an account."""
    return Overrides(rules(connection), account_id)


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
