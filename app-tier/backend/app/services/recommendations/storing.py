"""What the rules say brought into the table: rows keep their state; what is not so any more is closed with a reason."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, text

from app.services.recommendations.rules.closing import snapshot, verdict
from app.services.recommendations.rules.facts import Facts
from app.services.recommendations.rules.finding import Evidence, Finding
from app.services.recommendations.states import Move, Standing, not_so_any_more, still_so

SYSTEM = "system"
_OF = "account_id = :account_id and region = :region and workspace_id = any(:ids)"
# one that was marked as done and is still so; those that were seen to be done are over
_STORED = text(f"""
select id, workspace_id, kind, state, digest, before, after, snoozed_until, done_how, done_at from recommendations
where {_OF} and (state <> 'done' or done_how = 'marked') order by id for update
""")  # noqa: S608 - made of constants
_SAID = (
    *("title", "saving_monthly", "saving_note", "confidence", "reasons", "evidence", "before", "after", "act_on"),
    *("act_by", "effective_on", "digest"),
)
_TYPES = (
    "title text, saving_monthly numeric, saving_note text, confidence text, reasons text[], evidence jsonb, "
    "before jsonb, after jsonb, act_on date, act_by date, effective_on date, digest text"
)
_INSERT = text(f"""
insert into recommendations (
  account_id, region, workspace_id, kind, opened_at, updated_at, state_at, {", ".join(_SAID)})
select :account_id, :region, s.workspace_id, s.kind, :now, :now, :now, {", ".join(f"s.{name}" for name in _SAID)}
from jsonb_to_recordset(cast(:rows as jsonb)) as s(workspace_id text, kind text, {_TYPES})
""")  # noqa: S608 - names of our own columns
_UPDATE = text(f"""
update recommendations r set updated_at = :now, {", ".join(f"{name} = s.{name}" for name in _SAID)}
from jsonb_to_recordset(cast(:rows as jsonb)) as s(id bigint, {_TYPES}) where r.id = s.id
""")  # noqa: S608 - names of our own columns
_MOVE = text("""
update recommendations r set state = s.to, state_at = :now, state_by = :by, state_reason = s.reason,
  snoozed_until = null,
  done_how = case s.to when 'done' then 'detected' end,
  done_at = case s.to when 'done' then cast(:now as timestamptz) end,
  verified = '[]', verified_saving_monthly = null, verified_saving_total = null,
  history = r.history || jsonb_build_array(jsonb_build_object(
    'at', to_char(cast(:now as timestamptz) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'by', cast(:by as text), 'from', r.state, 'to', s.to, 'reason', s.reason))
from jsonb_to_recordset(cast(:rows as jsonb)) as s(id bigint, "to" text, reason text) where r.id = s.id
""")
# what was marked as done and is not said any more was done, and is not looked at again
_CONFIRM = text("update recommendations set done_how = 'confirmed' where id = any(:confirmed)")
# the most valuable of what is open or approved; nobody's guess beats what is known
_BEST = f"""
select distinct on (workspace_id) id from recommendations where {_OF} and state in ('open', 'approved')
order by workspace_id, saving_monthly desc nulls last, act_by nulls last, kind
"""  # noqa: S608 - made of constants
_FALL = text(f"update recommendations set is_top = false where {_OF} and is_top and id not in ({_BEST})")  # noqa: S608 - made of constants
_RISE = text(f"update recommendations set is_top = true where not is_top and id in ({_BEST})")  # noqa: S608 - made of constants

Answers = Mapping[str, tuple[Facts, Mapping[str, Finding], Mapping[str, str]]]
"""Of each living WorkSpace: its facts, the findings by kind, and why the other kinds have none."""


@dataclass(slots=True)
class _Changes:
    inserts: list[dict[str, Any]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    moves: list[dict[str, Any]] = field(default_factory=list)
    confirmed: list[int] = field(default_factory=list)


def merge(connection: Connection, key: Mapping[str, str], ids: Sequence[str], answers: Answers, now: datetime) -> int:
    """Bring the rows of these WorkSpaces to the answers, in the caller's transaction; how many rows were written.

    An id without an answer is of a WorkSpace that is gone.
    """
    values = {**key, "ids": list(ids), "now": now, "by": SYSTEM}
    stored: dict[str, dict[str, Any]] = {}
    for row in connection.execute(_STORED, values):
        of = stored.setdefault(row.workspace_id, {})
        # a row that is not done stands before one that was marked as done
        if row.kind not in of or row.state != "done":
            of[row.kind] = row
    changes = _Changes()
    for workspace_id in ids:
        facts, found, quiet = answers.get(workspace_id, (None, {}, {}))
        rows = stored.get(workspace_id, {})
        for kind, finding in found.items():
            _said(changes, facts, finding, rows.pop(kind, None), now)
        for kind, row in rows.items():
            _not_said(changes, row, facts, quiet.get(kind))
    return _write(connection, values, changes)


def _said(changes: _Changes, facts: Facts | None, finding: Finding, row: Any | None, now: datetime) -> None:
    if facts is None:
        return
    cells = _cells(finding, facts)
    if row is None:
        changes.inserts.append({"workspace_id": facts.workspace_id, "kind": finding.kind, **cells})
        return
    move = still_so(_standing(row), now)
    if row.state == "done" and move is None:
        return
    if row.digest != cells["digest"]:
        changes.updates.append({"id": row.id, **cells})
    if move:
        changes.moves.append(_moved(row.id, move))


def _not_said(changes: _Changes, row: Any, facts: Facts | None, quiet: str | None) -> None:
    if row.state == "done":
        changes.confirmed.append(row.id)
        return
    told = verdict(row.kind, row.before, row.after, facts, quiet)
    move = not_so_any_more(_standing(row), told, is_gone=facts is None)
    if move:
        changes.moves.append(_moved(row.id, move))


def _standing(row: Any) -> Standing:
    return Standing(row.state, row.snoozed_until, row.done_how, row.done_at)


def _moved(row_id: int, move: Move) -> dict[str, Any]:
    return {"id": row_id, "to": move.to, "reason": move.reason}


def _cells(finding: Finding, facts: Facts) -> dict[str, Any]:
    """What a finding puts into its row; `digest` changes when any of it does.

    That today is the day to act on is no change from yesterday, when it was that day.
    """
    cells: dict[str, Any] = {
        "title": finding.title,
        "saving_monthly": None if finding.saving is None else str(finding.saving),
        "saving_note": finding.saving_note,
        "confidence": finding.confidence,
        "reasons": list(finding.reasons),
        "evidence": [_told(one) for one in finding.evidence],
        "before": snapshot(facts),
        "after": dict(finding.after),
        "act_on": finding.act_on,
        "act_by": finding.act_by,
        "effective_on": finding.effective_on,
    }
    lasting = {**cells, "act_on": finding.act_on if finding.act_on > facts.today else None}
    return {**cells, "digest": hashlib.md5(_json(lasting), usedforsecurity=False).hexdigest()}


def _told(one: Evidence) -> dict[str, Any]:
    bounds = (("unit", one.unit), ("since", one.since), ("until", one.until))
    known = {name: value for name, value in bounds if value is not None}
    return {"name": one.name, "label": one.label, "value": one.value, **known}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no place in evidence")


def _json(value: object) -> bytes:
    return orjson.dumps(value, default=_plain)


def _write(connection: Connection, values: Mapping[str, Any], changes: _Changes) -> int:
    # what is closed makes room for what is opened
    for statement, rows in ((_MOVE, changes.moves), (_UPDATE, changes.updates), (_INSERT, changes.inserts)):
        if rows:
            connection.execute(statement, {**values, "rows": _json(rows).decode()})
    if changes.confirmed:
        connection.execute(_CONFIRM, {"confirmed": changes.confirmed})
    if changes.moves or changes.updates or changes.inserts:
        rank(connection, values, values["ids"])
    return len(changes.moves) + len(changes.updates) + len(changes.inserts)


def rank(connection: Connection, key: Mapping[str, Any], ids: Iterable[str]) -> None:
    """Say anew which recommendation of each of these WorkSpaces counts in totals, in the caller's transaction."""
    names = {"account_id": key["account_id"], "region": key["region"], "ids": list(ids)}
    connection.execute(_FALL, names)
    connection.execute(_RISE, names)
