"""The states of a recommendation: which may follow which, and what computing it again makes of them. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from app.services.recommendations.rules.closing import Verdict

State = Literal["open", "approved", "snoozed", "dismissed", "done", "obsolete"]
SETTABLE: tuple[State, ...] = ("open", "approved", "snoozed", "dismissed", "done")
COUNTED: tuple[State, ...] = ("open", "approved")
LABELS: Mapping[State, str] = {
    "open": "Open",
    "approved": "Approved",
    "snoozed": "Snoozed",
    "dismissed": "Dismissed",
    "done": "Done",
    "obsolete": "Not true any more",
}
_NEXT: Mapping[State, frozenset[State]] = {
    "open": frozenset({"approved", "snoozed", "dismissed", "done"}),
    "approved": frozenset({"open", "snoozed", "dismissed", "done"}),
    "snoozed": frozenset({"open", "approved", "snoozed", "dismissed", "done"}),
    "dismissed": frozenset({"open"}),
    "done": frozenset({"open"}),
    "obsolete": frozenset(),
}
GRACE = timedelta(days=7)
"""How long one that was marked as done may still look undone before it is opened again."""


def refusal(state: State, wanted: State, done_how: str | None) -> str | None:
    """Why a person may not move it to that state; None: they may."""
    if state == wanted and wanted != "snoozed":
        return f"It is {wanted} already."
    if state == "done" and done_how == "detected":
        return "It was seen to be done."
    if wanted not in _NEXT[state]:
        return f"What is {LABELS[state].lower()} cannot become {wanted}."
    return None


@dataclass(frozen=True, slots=True)
class Standing:
    """A stored recommendation, as far as its state goes."""

    state: State
    snoozed_until: date | None = None
    done_how: str | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A change of state that nobody asked for, and why."""

    to: State
    reason: str


def still_so(standing: Standing, now: datetime) -> Move | None:
    """What becomes of one that the rule says (again); None: its state stays."""
    if standing.state == "snoozed" and standing.snoozed_until and standing.snoozed_until <= now.date():
        return Move("open", "The time it was put off for is over.")
    if standing.state == "obsolete":
        return Move("open", "It is true again.")
    if standing.state == "done" and standing.done_at is not None and now - standing.done_at >= GRACE:
        return Move("open", f"It is still so {GRACE.days} days after it was marked as done.")
    return None


def not_so_any_more(standing: Standing, verdict: Verdict, *, is_gone: bool) -> Move | None:
    """What becomes of one that the rule does not say (any more); None: its state stays."""
    if standing.state in ("open", "approved", "snoozed"):
        return Move(verdict.state, verdict.reason)
    if standing.state == "dismissed" and is_gone:
        return Move("obsolete", verdict.reason)
    return None
