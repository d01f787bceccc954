"""Contract prices and discounts, as the API takes and shows them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from app.schemas.common import Answer, Body, PlainText, UtcTime
from app.schemas.users import AwsAccountId, given

Name = Annotated[PlainText, AfterValidator(str.strip), Field(min_length=1, max_length=100)]
Pattern = Annotated[
    PlainText,
    Field(min_length=1, max_length=200, pattern=r"^\S+$", description="A usage type; `*` stands for any characters."),
]
Region = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9-]+$")]
UnitPrice = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=10, description="USD a unit.")]
Percent = Annotated[
    Decimal, Field(ge=-100, le=100, decimal_places=4, description="Off the list price; negative: on top of it.")
]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]
_PLAIN = 3
"""Characters beside `*` that the usage type of a contract price has at least: no price holds for everything."""


class NewOverride(Body):
    """Exactly one of `price` and `percent`. It holds from the day `valid_from` to before `valid_to`; null: always."""

    name: Name
    usage_type: Pattern | None = None
    region: Region | None = None
    account_id: AwsAccountId | None = None
    price: UnitPrice | None = None
    percent: Percent | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.price is None) == (self.percent is None):
            raise ValueError("give either a price or a percentage")
        if self.price is not None and len((self.usage_type or "").replace("*", "")) < _PLAIN:
            raise ValueError("a price needs the usage type that it is for")
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            raise ValueError("valid_to must be after valid_from")
        return self


class OverrideChange(Body):
    """The members to change; the others stay."""

    name: Annotated[Name | None, AfterValidator(given)] = None
    usage_type: Pattern | None = None
    region: Region | None = None
    account_id: AwsAccountId | None = None
    price: UnitPrice | None = None
    percent: Percent | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None


class OverrideAnswer(Answer):
    """A contract price or a discount, and who changed it last."""

    id: int
    name: str
    usage_type: str | None
    region: str | None
    account_id: str | None
    price: float | None
    percent: float | None
    valid_from: date | None
    valid_to: date | None
    updated_at: UtcTime
    updated_by: str | None
