"""What people decide about recommendations: who, when and why is kept with them, and in the audit log."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.problems import Conflict, NotFound, invalid
from app.models.recommendations import Recommendation
from app.schemas.caller import Caller
from app.schemas.recommendations import Decided, Decision, Refused
from app.services.audit import trail
from app.services.recommendations.states import refusal
from app.services.recommendations.storing import rank

LONGEST_SNOOZE = timedelta(days=366)


def decide(session: Session, caller: Caller, recommendation_id: int, wanted: Decision) -> None:
    """Move one. Raises NotFound, Conflict where its state forbids it, Invalid for a decision that lacks something."""
    answer = decide_on_many(session, caller, [recommendation_id], wanted)
    if answer.refused:
        reason = answer.refused[0].reason
        raise (NotFound if reason == _missing(recommendation_id) else Conflict)(reason)


def decide_on_many(session: Session, caller: Caller, ids: Sequence[int], wanted: Decision) -> Decided:
    """Move those that can be moved; the others stay and are named. Raises Invalid as `decide` does."""
    now = datetime.now(UTC)
    _check(wanted, now)
    statement = select(Recommendation).where(Recommendation.id.in_(set(ids))).order_by(Recommendation.id)
    if caller.account_scope is not None:
        statement = statement.where(Recommendation.account_id.in_(caller.account_scope))
    rows = {row.id: row for row in session.scalars(statement.with_for_update())}
    changed, refused = [], []
    for number in dict.fromkeys(ids):
        row = rows.get(number)
        reason = _missing(number) if row is None else refusal(row.state, wanted.state, row.done_how)  # type: ignore[arg-type]  # the table allows no other
        if row is not None and reason is None and row.state == "done":
            reason = _taken(session, row)
        if row is None or reason is not None:
            refused.append(Refused(id=number, reason=reason or _missing(number)))
            continue
        _move(session, caller, row, wanted, now)
        changed.append(row)
    session.flush()
    _rank(session, changed)
    return Decided(changed=[row.id for row in changed], refused=refused)


def _missing(number: int) -> str:
    return f"There is no recommendation {number} that you may see."


def _taken(session: Session, row: Recommendation) -> str | None:
    """Why one that was marked as done cannot be opened again: a newer one has taken its place."""
    newer = select(Recommendation.id).where(
        Recommendation.account_id == row.account_id,
        Recommendation.region == row.region,
        Recommendation.workspace_id == row.workspace_id,
        Recommendation.kind == row.kind,
        Recommendation.state != "done",
    )
    found = session.scalars(newer).first()
    return None if found is None else f"Recommendation {found} has taken its place."


def _check(wanted: Decision, now: datetime) -> None:
    if wanted.state == "dismissed" and not (wanted.reason or "").strip():
        raise invalid("reason", "say why it is dismissed")
    if wanted.state != "snoozed":
        if wanted.snoozed_until is not None:
            raise invalid("snoozed_until", "goes with the state 'snoozed'")
        return
    if wanted.snoozed_until is None:
        raise invalid("snoozed_until", "name the day on which it is opened again")
    if not now.date() < wanted.snoozed_until <= now.date() + LONGEST_SNOOZE:
        raise invalid("snoozed_until", f"must lie in the future, {LONGEST_SNOOZE.days} days at most")


def _move(session: Session, caller: Caller, row: Recommendation, wanted: Decision, now: datetime) -> None:
    reason = (wanted.reason or "").strip() or None
    step: dict[str, Any] = {
        "at": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "by": caller.username,
        "from": row.state,
        "to": wanted.state,
        "reason": reason,
    }
    trail.record(session, caller, "recommendation.state", f"recommendation {row.id}", {
        **{name: step[name] for name in ("from", "to", "reason")}, "kind": row.kind, "workspace_id": row.workspace_id,
        "account_id": row.account_id, "snoozed_until": wanted.snoozed_until and wanted.snoozed_until.isoformat(),
    })  # fmt: skip
    row.history = [*row.history, step]
    row.state, row.state_at, row.state_by, row.state_reason = wanted.state, now, caller.username, reason
    row.snoozed_until = wanted.snoozed_until
    row.done_how, row.done_at = ("marked", now) if wanted.state == "done" else (None, None)
    if wanted.state != "done":
        row.verified, row.verified_saving_monthly, row.verified_saving_total = [], None, None


def _rank(session: Session, rows: Sequence[Recommendation]) -> None:
    places: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        places.setdefault((row.account_id, row.region), set()).add(row.workspace_id)
    for (account_id, region), ids in sorted(places.items()):
        rank(session.connection(), {"account_id": account_id, "region": region}, sorted(ids))
    for row in rows:
        session.expire(row)
