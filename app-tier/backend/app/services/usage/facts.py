"""What the arithmetic needs to know of a WorkSpace beside its points: how it was billed when, and how long it lived."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from app.services.usage.billing import Mode
from app.services.usage.clock import hour_after, hour_of
from app.services.usage.ledger import Life

MODE, TIMEOUT = "running_mode", "auto_stop_timeout_minutes"


@dataclass(frozen=True, slots=True)
class Facts:
    """The running modes in order of time, the first of them from the beginning, and the life."""

    modes: tuple[Mode, ...]
    life: Life


# of a WorkSpace that the inventory does not have
UNKNOWN = Facts((Mode(0, None),), Life())


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the running mode or of the idle timeout, as the inventory saw it."""

    field: str
    before: Any
    after: Any
    changed_at: datetime


def history(mode: str | None, timeout: int | None, changes: Iterable[Change]) -> tuple[Mode, ...]:
    """The modes over time from the values of today and the changes before, oldest first.

    Before its first change a field had that change's `before`; without any, the value of today.
    """
    ordered = sorted(changes, key=lambda change: change.changed_at)
    now: dict[str, Any] = {MODE: mode, TIMEOUT: timeout}
    for change in reversed(ordered):
        now[change.field] = change.before
    made = [Mode(0, now[MODE], now[TIMEOUT])]
    for change in ordered:
        now[change.field] = change.after
        made.append(Mode(hour_of(change.changed_at), now[MODE], now[TIMEOUT]))
    return tuple(made)


_ROWS = text("""
select workspace_id, running_mode, auto_stop_timeout_minutes, created_at, terminated_at from workspaces
where account_id = :account_id and region = :region and workspace_id = any(:ids)
""")
_CHANGES = text("""
select workspace_id, field, before, after, changed_at from workspace_changes
where account_id = :account_id and region = :region and workspace_id = any(:ids)
  and field in ('running_mode', 'auto_stop_timeout_minutes')
order by changed_at, id
""")


def load(connection: Connection, account_id: str, region: str, ids: Sequence[str]) -> dict[str, Facts]:
    """The facts of each WorkSpace that the inventory has."""
    names = {"account_id": account_id, "region": region, "ids": list(ids)}
    changes: dict[str, list[Change]] = {}
    for row in connection.execute(_CHANGES, names):
        changes.setdefault(row.workspace_id, []).append(Change(row.field, row.before, row.after, row.changed_at))
    made = {}
    for row in connection.execute(_ROWS, names):
        modes = history(row.running_mode, row.auto_stop_timeout_minutes, changes.get(row.workspace_id, ()))
        life = Life(
            hour_of(row.created_at) if row.created_at else None,
            hour_after(row.terminated_at) if row.terminated_at else None,
        )
        made[row.workspace_id] = Facts(modes, life)
    return made
