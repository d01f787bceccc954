"""A trail read into the tables, stretch by stretch: what is stored and how far it reaches are one transaction."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, text

from app.services.aws.calls import Clients
from app.services.aws.collectors.events import EventsCollector
from app.services.aws.errors import AwsError
from app.services.aws.scope import Scope
from app.services.events.record import EventRecord
from app.services.events.store import Stored, prepare, store
from app.services.events.windows import KEPT, OVERLAP, Covered, Window, extended, windows
from app.services.inventory import lifecycle

ROWS_A_WRITE = 2_000
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
    """What reading a trail did: the events, what is covered, how many WorkSpaces and changes they explained."""

    covered: Covered | None
    stored: Stored = field(default_factory=Stored)
    explained: int = 0
    errors: list[tuple[str, AwsError]] = field(default_factory=list)


class _Stretch:
    """One window on its way into the tables. A part of it counts while the events come newest first, as documented."""

    def __init__(self, engine: Engine, scope: Scope, window: Window, progress: Progress) -> None:
        self.engine, self.scope, self.window, self.progress = engine, scope, window, progress
        self.rows: list[EventRecord] = []
        self.reached: datetime | None = None
        self.in_order = window.newest_first

    def add(self, page: list[EventRecord]) -> None:
        """Take a page, and write when there is enough to write."""
        if page:
            times = [record.event_time for record in page]
            self.in_order &= self.reached is None or max(times) <= self.reached
            self.reached = min(times)
            self.rows += page
        if len(self.rows) >= ROWS_A_WRITE:
            self.write(partly=True)

    def write(self, *, partly: bool) -> None:
        """Store what was taken. `partly`: the window is not read to its end, and what is covered grows by a part."""
        progress, covered = self.progress, self.progress.covered
        if not partly:
            covered = extended(covered, self.window)
        elif self.in_order and self.reached is not None:  # others may lie in the same second
            covered = extended(covered, self.window, min(self.reached + timedelta(seconds=1), self.window.end))
        prepare(self.engine, self.rows)
        with self.engine.begin() as connection:
            stored = store(connection, self.rows)
            if covered is not None and covered != progress.covered:
                bounds = {"covered_from": covered.start, "covered_to": covered.end}
                connection.execute(_COVER, {**_key(self.scope), **bounds})
        progress.stored += stored
        progress.covered = covered
        self.rows = []


def _key(scope: Scope) -> dict[str, str]:
    return {"account_id": scope.account_id, "region": scope.region}


def covered(connection: Connection, scope: Scope) -> Covered | None:
    """The stretch of a trail that has been read; None before the first time."""
    row = connection.execute(_COVERED, _key(scope)).one_or_none()
    return Covered(row.covered_from, row.covered_to) if row else None


def read(engine: Engine, aws: Clients, scope: Scope, now: datetime | None = None) -> Progress:
    """Read what is new, then what is missing of the last 90 days, then let the events explain the inventory.

    An AWS error ends the reading and is told in `errors`; all that was read until then is kept, and the next time
    goes on from there. Raises what `aws.check` raises, with the same promise.
    """
    now = (now or datetime.now(UTC)).replace(microsecond=0)
    with engine.connect() as connection:
        before = covered(connection, scope)
    progress = Progress(before)
    for window in windows(before, now):
        stretch = _Stretch(engine, scope, window, progress)
        try:
            for page in EventsCollector().read(aws, scope, window):
                stretch.add(page)
        except AwsError as error:
            progress.errors.append(("LookupEvents", error))
            stretch.write(partly=True)
            break
        stretch.write(partly=False)
    since = (now - KEPT if before is None else min(before.end, now) - OVERLAP) - SKEW
    with engine.begin() as connection:
        progress.explained = lifecycle.settle(connection, scope.account_id, scope.region)
        progress.explained += lifecycle.explain(connection, scope.account_id, scope.region, since)
    return progress
