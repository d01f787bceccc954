"""Version 1's database into ours: streamed in blocks, in one transaction, and counted from what is stored then."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from math import isclose
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from app.db.partitions import ensure_months
from app.db.session import get_engine
from app.services.audit import trail
from app.services.events import store
from app.services.events.record import EventRecord
from app.services.v1 import statements
from app.services.v1.places import Places
from app.services.v1.reading import TABLES, Row, Source, opened
from app.services.v1.shaping import Shaper
from app.services.v1.statements import Statements
from app.services.v1.values import Bad

T = TypeVar("T")
BLOCK = 1_000
MOST_LISTED = 10_000
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('import-v1', 0))")
SUMS = {"workspace_usage": "usage_hours", "billing_data": "billing_amount"}
_SUMMED = {"workspace_usage": "usage_hours", "billing_data": "amount"}
_WRITTEN = {
    "workspaces": statements.WORKSPACES,
    "workspace_usage": statements.USAGE,
    "billing_data": statements.BILLING,
    "sync_history": statements.SYNCS,
    "users": statements.USERS,
}


@dataclass(slots=True)
class Count:
    """Of one table: rows of the file, those that are in our database, those that cannot be; and of their numbers."""

    source: int = 0
    imported: int = 0
    skipped: int = 0
    source_sum: Decimal = Decimal(0)
    imported_sum: Decimal = Decimal(0)
    skipped_sum: Decimal = Decimal(0)

    @property
    def ok(self) -> bool:
        """Whether every row, and every amount, is accounted for."""
        sums = isclose(self.source_sum, self.imported_sum + self.skipped_sum, rel_tol=1e-9, abs_tol=1e-6)
        return self.source == self.imported + self.skipped and sums


@dataclass(slots=True)
class Outcome:
    """What became of a file. `skipped` and `notes` list rows and values that could not be kept, the first 10,000."""

    tables: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in TABLES})
    skipped: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every table is accounted for."""
        return all(count.ok for count in self.tables.values())


@dataclass(slots=True)
class _Import:
    connection: Connection
    source: Source
    shaper: Shaper
    made: Outcome

    def run(self) -> None:
        """All tables, WorkSpaces first: the others are placed by them."""
        places = self.shaper.places
        for rows in self._blocks("workspaces", self.shaper.workspace):
            self._store("workspaces", rows)
            places.known |= {row["workspace_id"]: (row["account_id"], row["region"]) for row in rows}
        for table, shape in (
            ("workspace_usage", self.shaper.usage),
            ("billing_data", self.shaper.billing),
            ("sync_history", self.shaper.sync),
            ("users", self._user(self.shaper.user)),
        ):
            for rows in self._blocks(table, shape):
                self._store(table, rows)
        for records in self._blocks("cloudtrail_events", self.shaper.event):
            self._events(records)
        months = self.connection.execute(statements.BILLED_MONTHS).scalars().all()
        ensure_months(self.connection, "cost_monthly", months)
        self.connection.execute(statements.BILLED)

    def _blocks(self, table: str, shape: Callable[[Row], T]) -> Iterator[list[T]]:
        rows = self.source.rows(table)
        while block := list(islice(rows, BLOCK)):
            made = [shaped for row in block if (shaped := self._shaped(table, row, shape)) is not None]
            if made:
                yield made

    def _shaped(self, table: str, row: Row, shape: Callable[[Row], T]) -> T | None:
        count, amount = self.made.tables[table], _number(row.get(_SUMMED.get(table, "")))
        count.source += 1
        count.source_sum += amount
        self.shaper.notes.clear()
        try:
            shaped = shape(row)
        except Bad as bad:
            count.skipped += 1
            count.skipped_sum += amount
            self._reject(table, row, str(bad))
            return None
        for name, reason in dict.fromkeys(self.shaper.notes):
            if len(self.made.notes) < MOST_LISTED:
                self.made.notes.append({"table": table, "id": row.get("id"), "field": name, "reason": reason})
        return shaped

    def _reject(self, table: str, row: Row, reason: str) -> None:
        if len(self.made.skipped) < MOST_LISTED:
            self.made.skipped.append({"table": table, "id": row.get("id"), "reason": reason})
        whole = json.dumps({name: value for name, value in row.items() if name != "password_hash"}, sort_keys=True)
        values = {
            "digest": hashlib.sha256(f"{table}\0{whole}".encode()).hexdigest(),
            "source_table": table,
            "source_id": None if row.get("id") is None else str(row["id"]),
            "reason": reason,
            "row": whole,
        }
        self.connection.execute(statements.REJECT, values)

    def _store(self, table: str, rows: list[dict[str, Any]]) -> None:
        write: Statements = _WRITTEN[table]
        block = {"rows": json.dumps(rows, default=_told)}
        self.connection.execute(write.put, block)
        self._count(table, write.there, block)

    def _events(self, records: list[EventRecord]) -> None:
        for table in store.TABLES:
            ensure_months(self.connection, table, [record.event_time.date().replace(day=1) for record in records])
        store.store(self.connection, records)
        names = ("event_time", "event_id", "region", "account_id")
        keys = [{name: getattr(record, name) for name in names} for record in records]
        block = {"rows": json.dumps(keys, default=_told)}
        self._count("cloudtrail_events", statements.EVENTS_THERE, block)

    def _count(self, table: str, there: Any, block: dict[str, str]) -> None:
        found = self.connection.execute(there, block).one()
        self.made.tables[table].imported += found.n
        self.made.tables[table].imported_sum += found.total

    def _user(self, shape: Callable[[Row], dict[str, Any]]) -> Callable[[Row], dict[str, Any]]:
        """Somebody whose name or e-mail is another's here is not taken for them."""
        known = {row.username: row.email for row in self.connection.execute(statements.USERS_KNOWN)}
        taken = {email: username for username, email in known.items()}

        def shaped(row: Row) -> dict[str, Any]:
            user = shape(row)
            name, email = user["username"].lower(), user["email"].lower()
            if known.setdefault(name, email) != email:
                raise Bad("its username is taken by somebody with another e-mail address")
            if taken.setdefault(email, name) != name:
                raise Bad("its e-mail address is taken by somebody with another username")
            return user

        return shaped


def load(path: Path, account: str | None, region: str | None, *, dry_run: bool = False) -> Outcome:
    """Import the file, whole or not at all; a dry run does and counts everything, and takes it back.

    Raises Unreadable.
    """
    with opened(path) as source, get_engine().connect() as connection, connection.begin() as transaction:
        connection.execute(_ONE_AT_A_TIME)
        made = Outcome()
        _Import(connection, source, Shaper(Places.read(connection, account, region)), made).run()
        if dry_run:
            transaction.rollback()
        else:
            with Session(connection) as session:
                counts = {name: count.imported for name, count in made.tables.items()}
                trail.record(session, "cli", "import.v1", path.name, counts)
                session.flush()
    return made


def _number(value: object) -> Decimal:
    try:
        found = Decimal(repr(float(str(value))))
    except ValueError:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


def _told(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
