"""WorkSpaces without a modelled cost, as the API counts them."""

from typing import Literal

from pydantic import Field

from app.schemas.common import Answer, Body
from app.schemas.costs import Month


class UnpricedQuery(Body):
    """Which month."""

    month: Month | None = Field(None, description="Default: the current one (UTC).")


class UnpricedItem(Answer):
    """A charge whose cost is not known. `usage_type` is the one that a contract price could be made for."""

    account_id: str
    region: str
    kind: str
    usage_type: str
    missing: Literal["price", "hours"]
    reason: str | None
    workspaces: int
    examples: list[str]


class Unpriced(Answer):
    """Of the `workspaces` that are charged in a month: how many have a charge of `unknown` cost, and `unpriced` ones.

    `items` are the 500 most common.
    """

    month: str
    workspaces: int
    unknown: int
    unpriced: int
    items: list[UnpricedItem]
