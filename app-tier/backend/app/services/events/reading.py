"""A trail read into the tables, stretch by stretch: what is stored and how far it reaches are one transaction."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, text

from app.db.session import get_engine
from app.services.aws.calls import Clients
from app.services.aws.collectors.events import EventsCollector
from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.scope import Scope
from app.services.events.explaining import explain
from app.services.events.record import EventRecord
from app.services.events.store import Stored, prepare, store
from app.services.events.windows import KEPT, OVERLAP, Covered, Window, extended, windows
from app.services.sync import progress
from app.services.sync.outcome import Outcome
from app.services.sync.writer import Merged
from app.services.usage.clock import hour_of
from app.services.usage.store import rederive

ROWS_A_WRITE = 2_000
# a step must end before the workers' time limit; what is left is read by the next
PATIENCE_S = 1200.0
_UNFINISHED = "There are more events than one step reads; the next sync goes on there."
SKEW = timedelta(minutes=10)

_COVERED = text(
    "select covered_from, covered_to from event_watermarks where account_id = :account_id and region = :region"
)
_COVER = text("""
insert into event_watermarks as w (account_id, region, covered_from, covered_to)
values (:account_id, :region, :covered_from, :covered_to)
on conflict (account_id, region) do update set covered_from = excluded.covered_from, covered_to = excluded.covered_to
where (w.covered_from, w.covered_to) is distinct from (excluded.covered_from, excluded.covered_to)
""")


@dataclass(slots=True)
class Progress:
    """How far the reading of a trail is; at `deadline` (monotonic seconds) the rest is left to the next step."""

    covered: Covered | None
    deadline: float
    stored: Stored = field(default_factory=Stored)
    errors: list[tuple[str, AwsError]] = field(default_factory=list)


class _Stretch:
    """One window on its way into the tables. A part of it counts while the events come newest first, as documented."""

    def __init__(self, engine: Engine, scope: Scope, window: Window, done: Progress) -> None:
        self.engine, self.scope, self.window, self.done = engine, scope, window, done
        self.rows: list[EventRecord] = []
        self.reached: datetime | None = None
        self.in_order = window.newest_first

    def add(self, page: list[EventRecord]) -> bool:
        """Take a page, and write when there is enough to write; whether it wrote."""
        if page:
            times = [record.event_time for record in page]
            self.in_order &= self.reached is None or max(times) <= self.reached
            self.reached = min(times)
            self.rows += [record for record in page if self.window.holds(record.event_time)]
        enough = len(self.rows) >= ROWS_A_WRITE
        if enough:
            self.write(partly=True)
        return enough

    def write(self, *, partly: bool) -> None:
        """Store what was taken. `partly`: the window is not read to its end, and what is covered grows by a part."""
        done, covered = self.done, self.done.covered
        if not partly:
            covered = extended(covered, self.window)
        elif self.in_order and self.reached is not None:  # others may lie in the same second
            covered = extended(covered, self.window, min(self.reached + timedelta(seconds=1), self.window.end))
        prepare(self.engine, self.rows)
        with self.engine.begin() as connection:
            stored = store(connection, self.rows)
            rederive(connection, self.scope, _modified(self.rows), hour_of(datetime.now(UTC)))
            if covered is not None and covered != done.covered:
                bounds = {"covered_from": covered.start, "covered_to": covered.end}
                connection.execute(_COVER, {**_key(self.scope), **bounds})
        done.stored += stored
        done.covered = covered
        self.rows = []


def _modified(rows: Sequence[EventRecord]) -> list[str]:
    """The WorkSpaces whose hours may be billed otherwise than was thought."""
    told = (one for one in rows if one.event_name == "ModifyWorkspaceProperties" and one.error_code is None)
    return sorted({touch.workspace_id for one in told for touch in one.touches if not touch.failed})


def _key(scope: Scope) -> dict[str, str]:
    return {"account_id": scope.account_id, "region": scope.region}


def covered(connection: Connection, scope: Scope) -> Covered | None:
    """The stretch of a trail that has been read; None before the first time."""
    row = connection.execute(_COVERED, _key(scope)).one_or_none()
    return Covered(row.covered_from, row.covered_to) if row else None


def run(aws: Clients, scope: Scope, now: datetime | None = None, patience_s: float = PATIENCE_S) -> Outcome:
    """The `events` step: read what is new, then what is missing of the last 90 days, then explain the inventory by it.

    An AWS error ends the reading and is told in the outcome; all that was read until then is kept, and the next time
    goes on from there. Raises what `aws.check` raises, with the same promise.
    """
    engine, now = get_engine(), (now or datetime.now(UTC)).replace(microsecond=0)
    with engine.connect() as connection:
        before = covered(connection, scope)
    done = Progress(before, time.monotonic() + patience_s)
    for window in windows(before, now):
        if not _read(engine, aws, scope, window, done):
            break
    since = (now - KEPT if before is None else min(before.end, now) - OVERLAP) - SKEW
    with engine.begin() as connection:
        explained = explain(connection, scope, since)
    if explained:
        progress.publish_data("workspaces", scope.account_id)
    seen, created = done.stored.seen, done.stored.created
    detail = {
        "read_from": _utc(done.covered.start) if done.covered else None,
        "read_to": _utc(done.covered.end) if done.covered else None,
        "explained": explained,
    }
    return Outcome(Merged(seen=seen, created=created, unchanged=seen - created), done.errors, detail)


def _read(engine: Engine, aws: Clients, scope: Scope, window: Window, done: Progress) -> bool:
    """Read one window into the tables; whether it was read to its end."""
    stretch = _Stretch(engine, scope, window, done)
    try:
        for page in EventsCollector().read(aws, scope, window):
            wrote = stretch.add(page)
            if wrote and window.newest_first and time.monotonic() > done.deadline:
                done.errors.append(("LookupEvents", AwsError(ErrorKind.INTERNAL, "Unfinished", _UNFINISHED)))
                break
    except AwsError as error:
        done.errors.append(("LookupEvents", error))
    stretch.write(partly=bool(done.errors))
    return not done.errors


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
