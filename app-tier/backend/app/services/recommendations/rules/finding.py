"""What a rule says: a finding with its saving, evidence and dates, or why it says nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from app.services.recommendations.rules.facts import Facts
from app.services.recommendations.rules.parameters import Parameters

Confidence = Literal["high", "medium", "low"]
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that a finding rests on; `since` and `until` are the first and last day that it is about."""

    name: str
    label: str
    value: Decimal | int | float | str | bool | None
    unit: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Advice on one WorkSpace. `saving` in USD a month: below 0 it costs, None is not known (`saving_note` says why).

    Act on `act_on` or later, `act_by` at the latest (None: no such day); the saving begins on `effective_on`.
    `after`: properties of the WorkSpace, as they are to become; `reasons`: why the confidence is not higher.
    """

    kind: str
    title: str
    saving: Decimal | None
    confidence: Confidence
    act_on: date
    evidence: tuple[Evidence, ...]
    act_by: date | None = None
    effective_on: date | None = None
    saving_note: str | None = None
    reasons: tuple[str, ...] = ()
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quiet:
    """No advice, and why."""

    reason: str


Answer = Finding | Quiet


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with the kinds of finding that it can come to."""

    kinds: tuple[str, ...]
    advise: Callable[[Facts, Parameters], Answer]


def cents(amount: Decimal) -> Decimal:
    """An amount rounded to cents."""
    return amount.quantize(CENT)
