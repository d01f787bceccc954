"""How a modelled cost came about, and how the modelled costs compare with the bill."""

from datetime import date

from pydantic import Field

from app.schemas.common import Answer, Body, PlainText, UtcTime
from app.schemas.costs import Month


class ExplainQuery(Body):
    """Which WorkSpace and month."""

    workspace_id: PlainText = Field(max_length=70, examples=["ws-1a2b3c4d5"])
    month: Month


class CostStep(Answer):
    """One amount: in words, and the numbers that the words are made of. Null is not known.

    `price_override`: the contract price or discount that was applied to `list_price`.
    """

    text: str
    kind: str
    usage_type: str
    begins_at: UtcTime
    ends_at: UtcTime
    quantity: float | None
    unit: str
    days: int | None
    of_days: int | None
    rate: float | None
    currency: str
    cost: float | None
    price_source: str | None
    price_date: date | None
    price_note: str | None
    list_price: float | None = None
    price_override: str | None = None
    coverage: float | None
    assumptions: list[str]
    reason: str | None


class CostSetting(Answer):
    """Settings as they held from a moment on."""

    begins_at: UtcTime
    running_mode: str | None
    compute_type: str | None
    root_volume_size_gib: int | None
    user_volume_size_gib: int | None
    assumptions: list[str]


class CostExplanation(Answer):
    """A month of a WorkSpace, step by step. `note` says why there is no step where there is none."""

    workspace_id: str
    account_id: str
    region: str
    month: str
    modelled_cost: float | None
    currency: str
    note: str | None
    summary: str
    settings: list[CostSetting]
    steps: list[CostStep]


class ReconciliationQuery(Body):
    """Which month, and of which account and Region (default: of all that the caller may see)."""

    month: Month
    account_id: str | None = Field(None, pattern=r"^[0-9]{12}$")
    region: str | None = Field(None, max_length=40, pattern=r"^[a-z0-9-]+$")


class ReconciliationItem(Answer):
    """One usage type: errors in per cent of the bill (positive: the model is higher), null if one side is missing."""

    usage_type: str
    kind: str
    unit: str | None
    modelled_quantity: float | None
    billed_quantity: float | None
    quantity_error_percent: float | None
    modelled_cost: float | None
    billed_cost: float | None
    cost_error_percent: float | None
    workspaces: int
    unknown: int
    coverage: float | None
    causes: list[str]


class Reconciliation(Answer):
    """The modelled costs of a month beside the bill. Sums leave out what is not known; `unknown` counts it."""

    month: str
    items: list[ReconciliationItem]
    modelled_cost: float | None
    billed_cost: float | None
    cost_error_percent: float | None
    unknown: int
    estimated: bool
    currency: str
