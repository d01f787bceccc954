"""What the cost of one WorkSpace is answered by."""

from datetime import date
from typing import Literal

from app.schemas.common import Answer


class BillingItem(Answer):
    """A month under one usage type. Null is not known, and `reason` says why.

    `coverage`: measured hours as a part of those that have passed. `price_source` and `price_date`: the list, and the
    day since which its price holds.
    """

    month: str
    usage_type: str
    kind: str
    quantity: float | None
    unit: str
    cost: float | None
    currency: str
    source: Literal["modelled", "billed"]
    price_source: str | None
    price_date: date | None
    coverage: float | None
    reason: str | None


class Billing(Answer):
    """The months, oldest first: modelled costs, and billed ones where a Cost and Usage Report was imported.

    The two are never added up. `total_cost` is that of the model, null where a part of it is not known; `known_cost`
    sums the others. `billed_cost` is what was billed of these months, null where no report was imported.
    """

    workspace_id: str
    items: list[BillingItem]
    total_cost: float | None
    billed_cost: float | None = None
    known_cost: float
    unknown_items: int
    currency: str
