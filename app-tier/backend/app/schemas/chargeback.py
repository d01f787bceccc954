"""Chargeback: what is charged to whom for a month, and months that are locked."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.schemas.common import Answer, Body, PlainText, UtcTime
from app.schemas.costs import Month

Source = Literal["modelled", "billed"]
Reason = Annotated[PlainText, AfterValidator(str.strip), Field(min_length=3, max_length=500)]


class StatementQuery(Body):
    """Which month, by which field. A locked month is stated as it was locked, in its newest version."""

    month: Month
    group_by: PlainText = Field("account_name", max_length=200, description="A field of `costs`, or tag.KEY.")
    source: Source = "modelled"
    version: int | None = Field(None, ge=1, le=10_000, description="An older version of a locked month.")
    live: bool = Field(False, description="As it is known now, whether the month is locked or not.")


class StatementItem(Answer):
    """What is charged to one value; null is what is allocated to nobody.

    `cost` sums what is known, `unknown` counts WorkSpaces of which some cost is not. `kinds`: the cost by kind.
    """

    value: str | None
    workspaces: int
    unknown: int
    cost: float
    share_percent: float | None
    kinds: dict[str, float]


class Statement(Answer):
    """A month's statement: exact sums, so that the items are the total to the cent.

    `unallocated`: what has no value of the field. `billed_cost`: what the bill says of the same accounts, of which
    `not_attributed` is on no WorkSpace here. Both are null where there is no bill.
    """

    month: str
    group_by: str
    label: str
    source: Source
    version: int | None
    locked_at: UtcTime | None
    locked_by: str | None
    reason: str | None
    items: list[StatementItem]
    total_cost: float
    workspaces: int
    unknown: int
    unallocated_cost: float
    unallocated_percent: float | None
    billed_cost: float | None
    not_attributed: float | None
    assumptions: list[str]
    currency: str


class NewLock(Body):
    """A month that is over. One that is locked already gets a new version, for a reason."""

    month: Month
    source: Source = "modelled"
    reason: Reason | None = None


class LockAnswer(Answer):
    """A version of a locked month."""

    month: str
    source: Source
    version: int
    reason: str | None
    locked_at: UtcTime
    locked_by: str | None


class Locks(Answer):
    """Locked months, the newest first, each with all its versions."""

    items: list[LockAnswer]
