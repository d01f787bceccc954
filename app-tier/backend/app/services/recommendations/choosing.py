"""Which of several recommendations of a WorkSpace can be acted on together. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from app.services.recommendations.rules.kinds import KINDS


class Advice(Protocol):
    """A recommendation, as far as the choice goes."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def kind(self) -> str:
        """Its kind."""

    @property
    def saving_monthly(self) -> Decimal | None:
        """USD a month; below 0 it costs."""

    @property
    def account_id(self) -> str:
        """Of its WorkSpace."""

    @property
    def region(self) -> str:
        """Of its WorkSpace."""

    @property
    def workspace_id(self) -> str:
        """Its WorkSpace."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be acted on, and of the others why not."""

    chosen: frozenset[int]
    left_out: Mapping[int, str]


def choose(several: Iterable[Advice]) -> Choice:
    """Of each WorkSpace the one that saves most; beside it what costs money or does not change the bill, unless that
    one deletes the WorkSpace. Savings are each against what is now, so that two of them do not add up.
    """
    grouped: dict[tuple[str, str, str], list[Advice]] = {}
    for advice in several:
        grouped.setdefault((advice.account_id, advice.region, advice.workspace_id), []).append(advice)
    chosen: set[int] = set()
    left_out: dict[int, str] = {}
    for group in grouped.values():
        best = max((one for one in group if KINDS[one.kind].changes_cost), key=_worth, default=None)
        for one in group:
            reason = None if best is None or one is best else _against(one, best)
            if reason:
                left_out[one.id] = reason
            else:
                chosen.add(one.id)
    return Choice(frozenset(chosen), left_out)


def _worth(one: Advice) -> tuple[bool, Decimal, int]:
    return (one.saving_monthly is not None, one.saving_monthly or Decimal(0), -one.id)


def _against(one: Advice, best: Advice) -> str | None:
    label = KINDS[best.kind].label
    if KINDS[best.kind].removes:
        return f"'{label}' of the same WorkSpace deletes it (recommendation {best.id})."
    if KINDS[one.kind].changes_cost and (one.saving_monthly is None or one.saving_monthly > 0):
        return f"'{label}' of the same WorkSpace saves more, and the two do not add up (recommendation {best.id})."
    return None
