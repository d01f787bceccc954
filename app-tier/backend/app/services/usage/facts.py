"""What the arithmetic needs to know of a WorkSpace beside its points: how it was billed when, and how long it lived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from app.services.usage.billing import Mode
from app.services.usage.clock import hour_after, hour_of
from app.services.usage.ledger import Life
from app.services.usage.told import MODE, TIMEOUT, Report, before, modes, reports, series


@dataclass(frozen=True, slots=True)
class Facts:
    """The running modes in order of time, the first of them from the beginning, and the life."""

    modes: tuple[Mode, ...]
    life: Life


# of a WorkSpace that the inventory does not have
UNKNOWN = Facts((Mode(0, None),), Life())


def history(mode: str | None, timeout: int | None, told: Sequence[Report], looked_at: datetime) -> tuple[Mode, ...]:
    """The modes over time from the values seen at `looked_at` and what is told of the changes before."""
    running = series(mode, [one for one in told if one.field == MODE], looked_at, before)
    timeouts = series(timeout, [one for one in told if one.field == TIMEOUT], looked_at, before)
    return modes(running, timeouts, {held.since for held in (*running, *timeouts)})


_ROWS = text("""
select workspace_id, running_mode, auto_stop_timeout_minutes, created_at, terminated_at from workspaces
where account_id = :account_id and region = :region and workspace_id = any(:ids)
""")
_LOOKED = text("""
select last_good_at from coverage
where account_id = :account_id and region = :region and collector = 'workspaces'
""")


def load(connection: Connection, account_id: str, region: str, ids: Sequence[str]) -> dict[str, Facts]:
    """The facts of each WorkSpace that the inventory has."""
    names = {"account_id": account_id, "region": region, "ids": list(ids)}
    told = reports(connection, account_id, region, ids)
    looked_at = connection.execute(_LOOKED, names).scalar_one_or_none() or datetime.now(UTC)
    made = {}
    for row in connection.execute(_ROWS, names):
        over_time = history(row.running_mode, row.auto_stop_timeout_minutes, told.get(row.workspace_id, ()), looked_at)
        life = Life(
            hour_of(row.created_at) if row.created_at else None,
            hour_after(row.terminated_at) if row.terminated_at else None,
        )
        made[row.workspace_id] = Facts(over_time, life)
    return made
