"""The bill, as the API shows it."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from app.schemas.common import Answer, Body

Month = Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-03"])]
BillGroup = Literal["usage_type", "account_id", "region", "month"]


def _split(value: object) -> object:
    if not isinstance(value, list):
        return value
    return [part for text in value for part in (text.split(",") if isinstance(text, str) else [text])]


class MonthsQuery(Body):
    """Which months, both included."""

    from_: Month | None = Field(None, alias="from", description="First month; default: eleven months before `to`.")
    to: Month | None = Field(None, description="Last month; default: the current one (UTC).")


class BillQuery(MonthsQuery):
    """Which months (both included), and what is summed up."""

    group_by: Annotated[list[BillGroup], BeforeValidator(_split)] = Field(
        default_factory=list, description="One or several, by comma or repeated."
    )


class BillItem(Answer):
    """A sum on the bill. What is not grouped by is null; `quantity` only where all of it is of one `unit`.

    `cost` is null where AWS gave an amount for none of it. `estimated`: some of it may still change.
    """

    month: str | None
    account_id: str | None
    region: str | None
    usage_type: str | None
    quantity: float | None
    unit: str | None
    cost: float | None
    currency: str | None
    estimated: bool
    source: Literal["billed"] = "billed"


class Bill(Answer):
    """Sums of what AWS billed (unblended cost). `total_cost` is null where nothing is known or currencies differ."""

    items: list[BillItem]
    total_cost: float | None
    currency: str | None
    estimated: bool
    source: Literal["billed"] = "billed"
