"""What-if: the fleet's cost under other modes, sizes, timeouts or prices."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.schemas.common import Answer, Body, PlainText
from app.schemas.overrides import Pattern, Percent, Region, UnitPrice
from app.schemas.plan import FieldName, Filter
from app.schemas.users import AwsAccountId

VolumeGib = Annotated[int, Field(ge=1, le=16_384)]
Timeout = Annotated[
    int, Field(ge=60, le=1440, multiple_of=60, description="Minutes; AWS takes whole hours, up to 24 are compared.")
]


class WhatIfChange(Body):
    """What becomes of the WorkSpaces that match `filters` (default: all of the question's).

    `CHEAPEST` takes for each the mode that would have cost less.
    """

    filters: list[Filter] = Field(default_factory=list, max_length=20)
    running_mode: Literal["AUTO_STOP", "ALWAYS_ON", "CHEAPEST"] | None = None
    compute_type: Annotated[PlainText, Field(min_length=1, max_length=40, pattern=r"^[A-Z0-9_]+$")] | None = None
    auto_stop_timeout_minutes: Timeout | None = None
    root_volume_size_gib: VolumeGib | None = None
    user_volume_size_gib: VolumeGib | None = None


class WhatIfPrice(Body):
    """Another price: `percent` off the one paid now (negative: on top of it), or a contract's `price`."""

    usage_type: Pattern | None = None
    region: Region | None = None
    account_id: AwsAccountId | None = None
    percent: Percent | None = None
    price: UnitPrice | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.price is None) == (self.percent is None):
            raise ValueError("give either a price or a percentage")
        return self


class WhatIf(Body):
    """Which WorkSpaces (filters and search as in a plan over `workspaces`), and what is changed, in this order."""

    filters: list[Filter] = Field(default_factory=list, max_length=50)
    search: Annotated[PlainText, Field(max_length=200)] | None = None
    changes: list[WhatIfChange] = Field(default_factory=list, max_length=5)
    prices: list[WhatIfPrice] = Field(default_factory=list, max_length=20)
    group_by: FieldName | None = None


class WhatIfSum(Answer):
    """A month's cost now and after the changes, of the WorkSpaces whose cost is known on both sides; `unknown` counts
    the others, `changed` those whose settings would be other ones.
    """

    value: str | None
    workspaces: int
    unknown: int
    changed: int
    cost: Decimal
    changed_cost: Decimal
    saving: Decimal


class WhatIfUnknown(Answer):
    """Why the cost of some is not known."""

    reason: str
    workspaces: int


class WhatIfAnswer(Answer):
    """The comparison over a whole month with the hours of `basis_month`, and what was assumed."""

    basis_month: str
    total: WhatIfSum
    saving_percent: Decimal | None
    items: list[WhatIfSum]
    unknown: list[WhatIfUnknown]
    assumptions: list[str]
    currency: str
    source: Literal["modelled"] = "modelled"
