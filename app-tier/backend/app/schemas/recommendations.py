"""Recommendations, as the API takes and shows them."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from app.schemas.common import Answer, Body, PlainText, UtcTime

State = Literal["open", "approved", "snoozed", "dismissed", "done", "obsolete"]
Id = Annotated[int, Field(ge=1, le=2**53)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=1000)]
Reason = Annotated[PlainText, Field(min_length=1, max_length=500)]


class Decision(Body):
    """The state to move to. `dismissed` needs a reason, `snoozed` the day on which it is opened again."""

    state: Literal["open", "approved", "snoozed", "dismissed", "done"]
    reason: Reason | None = None
    snoozed_until: date | None = None


class DecisionOnMany(Decision):
    """The same for many, each by its own rights: what cannot be moved stays and is named."""

    ids: Ids


class Selection(Body):
    """Recommendations by their numbers."""

    ids: Ids


class Refused(Answer):
    """One that was left as it is, or left out, and why."""

    id: int
    reason: str


class Decided(Answer):
    """What became of many: the numbers of those that were moved."""

    changed: list[int]
    refused: list[Refused]


class RecommendationItem(Answer):
    """One recommendation in a list. Amounts in USD a month; null is not known."""

    id: int
    kind: str
    title: str
    state: State
    saving_monthly: float | None
    counted_saving: float | None
    saving_note: str | None
    confidence: str
    risk: str
    effort: str
    act_on: date
    act_by: date | None
    effective_on: date | None
    opened_at: UtcTime
    state_at: UtcTime
    state_by: str | None
    state_reason: str | None
    snoozed_until: date | None
    done_at: UtcTime | None
    done_how: str | None
    verified_saving_monthly: float | None
    verified_saving_total: float | None
    workspace_id: str
    user_name: str | None
    user_display_name: str | None
    computer_name: str | None
    account_id: str
    account_name: str | None
    region: str
    directory_id: str | None
    directory_name: str | None
    bundle_name: str | None
    compute_type: str | None
    operating_system: str | None
    running_mode: str | None
    workspace_state: str | None
    tags: dict[str, str] | None
    evidence: list["EvidenceItem"]


class EvidenceItem(Answer):
    """One fact with its unit, and the first and last day that it is about."""

    name: str
    label: str
    value: float | str | bool | None
    unit: str | None = None
    since: date | None = None
    until: date | None = None


class Step(Answer):
    """One change of the state: when, by whom (`system`: a sync), from what to what, and why."""

    at: UtcTime
    by: str | None
    from_: str = Field(alias="from")
    to: str
    reason: str | None


class VerifiedMonth(Answer):
    """What a whole month since cost, and what it would have cost as it was before (USD)."""

    month: str
    before: float
    after: float
    saving: float
    basis: Literal["billed", "modelled"]


class Alternative(Answer):
    """Another live recommendation of the same WorkSpace."""

    id: int
    kind: str
    title: str
    state: State
    saving_monthly: float | None


class RecommendationDetail(RecommendationItem):
    """One recommendation in full: why it is not surer, how it is done and undone, and what became of it."""

    reasons: list[str]
    risk_text: str
    how: str
    undo: str
    before: dict[str, Any]
    after: dict[str, Any]
    updated_at: UtcTime
    history: list[Step]
    verified: list[VerifiedMonth]
    alternatives: list[Alternative]


class KindSummary(Answer):
    """The open and approved ones of a kind. `counted_saving_monthly` is its part of the total."""

    kind: str
    label: str
    count: int
    saving_monthly: float
    counted_saving_monthly: float
    cost_monthly: float
    unknown: int


class Verified(Answer):
    """What was done: how many, and of those with a whole month since, what was expected and what it saves (USD)."""

    done: int
    verified: int
    expected_monthly: float
    saving_monthly: float
    saving_total: float


class RecommendationSummary(Answer):
    """Totals in USD a month in which no WorkSpace counts twice; `cost_monthly`: what the dearer advice would cost.

    `unknown`: open and approved ones about cost whose saving is not known. `computed_at`: of the place that was
    computed longest ago; null where one has never been.
    """

    count: int
    workspaces: int
    saving_monthly: float
    cost_monthly: float
    unknown: int
    currency: str
    by_kind: list[KindSummary]
    by_state: dict[str, int]
    verified: Verified
    computed_at: UtcTime | None


class WhatIf(Answer):
    """What acting on the selected ones would save (USD a month), one of each WorkSpace counted."""

    selected: int
    counted: int
    saving_monthly: float
    cost_monthly: float
    unknown: int
    currency: str
    left_out: list[Refused]


class Script(Answer):
    """A shell script to review and run by hand; by default it only says what it would do."""

    filename: str
    script: str
    included: list[int]
    left_out: list[Refused]
