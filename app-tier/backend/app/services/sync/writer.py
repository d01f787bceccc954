"""A batch into its table, in the caller's transaction: what differs, what is new, what is gone."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, TextClause, text

from app.services.sync import statements
from app.services.sync.staging import stage
from app.services.sync.targets import Target

# collectors of one scope write to the same rows: one after the other, so that they never wait for each other in a ring
ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('merge ' || :account_id || ' ' || :region, 0))")

# a staging table has no statistics, and a fresh table old ones: a plan of nested loops would be quadratic
_PLAN = text("select set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)")


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, in rows."""

    seen: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0

    @property
    def wrote(self) -> bool:
        """Whether anything changed."""
        return bool(self.created or self.updated or self.retired)


def merge(
    connection: Connection,
    target: Target,
    account_id: str,
    region: str,
    rows: Sequence[Any],
    *,
    seen_at: datetime,
    complete: bool,
    previous_good: datetime | None = None,
    sync_id: int | None = None,
) -> Merged:
    """Bring the table to what the batch says. The same batch again changes nothing.

    `seen_at` is when the listing began, `previous_good` when the last complete one did. Rows that the batch does not
    have are retired only if it is complete and not older than what is already known.
    """
    scope = {"account_id": account_id, "region": region}
    values = {**scope, "seen_at": seen_at, "previous_good": previous_good, "sync_id": sync_id}

    def run(statement: TextClause, **more: object) -> int:
        return int(connection.execute(statement, {**values, **more}).scalar_one())

    connection.execute(ONE_AT_A_TIME, scope)
    connection.execute(_PLAN)
    live = _live(connection, target, scope) if target.owns_rows else {}
    staged = stage(connection, target, rows, live)
    updated = run(statements.update(target, staged.name)) if staged.sent else 0
    created = run(statements.insert(target, staged.name)) if staged.sent and target.owns_rows else 0
    current = previous_good is None or previous_good <= seen_at
    absent = [key for key in live if key not in staged.ids] if complete and current else []
    retired = run(statements.retire(target), absent=absent) if absent else 0
    seen = len(staged.ids)
    return Merged(seen, created, updated, seen - created - updated, retired)


def _live(connection: Connection, target: Target, scope: dict[str, str]) -> dict[str, int | None]:
    """The rows that are there, with their hashes."""
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(statements.live(target), scope)
        return dict(cursor.fetchall())
