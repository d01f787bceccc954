"""Points into the tables: bitmaps corrected, everything derived from them computed anew for the months touched."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Connection, text

from app.db.partitions import ensure_months
from app.services.aws.collectors.usage import UsageRecord
from app.services.aws.scope import Scope
from app.services.sync.writer import Merged
from app.services.usage.bitmap import Hours, corrected, mask, moved, pack, unpack
from app.services.usage.clock import DAY_HOURS, first_hour, moment, month_hours, month_of, months, previous_month
from app.services.usage.copying import Cell, put
from app.services.usage.facts import UNKNOWN, Facts, load
from app.services.usage.ledger import Ledger, ledger

RECENT_HOURS = 30 * DAY_HOURS
_AT_ONCE = 1_000
Packed = tuple[bytes, bytes, bytes | None, bytes]

_HOURS = ("account_id", "region", "workspace_id", "month", "known", "connected", "billed", "starts")
_MONTHLY = (
    *("account_id", "region", "workspace_id", "month", "connected_hours", "billed_hours", "sessions", "known_hours"),
    *("from_hour", "to_hour"),
)
_RECENT = (
    *("account_id", "region", "workspace_id", "usage_read_to", "month", "connected_hours_mtd", "connected_hours_30d"),
)
_STORED = text("""
select workspace_id, month, known, connected, billed, starts from usage_hours
where account_id = :account_id and region = :region and workspace_id = any(:ids) and month >= :since
""")


def replacing(table: str, key: Sequence[str], columns: Sequence[str], kept: frozenset[str] = frozenset()) -> str:
    """The ON CONFLICT clause that writes only rows that differ; columns in `kept` are not replaced by null."""
    names = [name for name in columns if name not in key]
    new = {name: f"coalesce(excluded.{name}, {table}.{name})" if name in kept else f"excluded.{name}" for name in names}
    return (
        f"on conflict ({', '.join(key)}) do update set {', '.join(f'{name} = {new[name]}' for name in names)} "
        f"where ({', '.join(f'{table}.{name}' for name in names)}) is distinct from ({', '.join(new.values())})"
    )


_PUT_HOURS = replacing("usage_hours", _HOURS[:4], _HOURS)
_PUT_MONTHLY = replacing("usage_monthly", _MONTHLY[:4], _MONTHLY)
_PUT_RECENT = replacing("workspace_usage", _RECENT[:3], _RECENT, kept=frozenset({"usage_read_to"}))
_PUT_STALE = "on conflict do nothing"


def write(connection: Connection, scope: Scope, records: Sequence[UsageRecord], now: int) -> Merged:
    """Bring the tables to what the records say, in the caller's transaction. The same records again change nothing.

    Told back: WorkSpaces seen, and their months that are new, differ, or are as they were.
    `now` is the hour in progress. Months touched are marked for the roll-up of the fleet's days.
    """
    if not records:
        return Merged()
    ids = [record.workspace_id for record in records]
    first = min(record.hours.first for record in records)
    since = min(previous_month(month_of(first)), month_of(now - RECENT_HOURS))
    stored = _stored(connection, scope, ids, since)
    facts = load(connection, scope.account_id, scope.region, ids)
    made = _Rows(scope, now, since)
    for record in sorted(records, key=lambda one: one.workspace_id):
        made.add(record, stored.get(record.workspace_id, {}), facts.get(record.workspace_id, UNKNOWN))
    _put(connection, made)
    return Merged(len(ids), made.created, len(made.hours) - made.created, len(made.monthly) - len(made.hours))


def rederive(connection: Connection, scope: Scope, ids: Sequence[str], now: int) -> int:
    """Compute anew what is derived from the stored hours, in the caller's transaction; the months that differ.

    For what is told late and changes the past: a switch of the running mode, a creation.
    """
    written = 0
    for at in range(0, len(ids), _AT_ONCE):
        some = list(ids[at : at + _AT_ONCE])
        stored = _stored(connection, scope, some, date.min)
        facts = load(connection, scope.account_id, scope.region, sorted(stored))
        if stored:
            made = _Rows(scope, now, previous_month(min(min(months) for months in stored.values())))
            for workspace_id, of_it in sorted(stored.items()):
                made.again(workspace_id, of_it, facts.get(workspace_id, UNKNOWN))
            written += len(made.hours)
            _put(connection, made)
    return written


def _put(connection: Connection, made: "_Rows") -> None:
    put(connection, "usage_hours", _HOURS, made.hours, _PUT_HOURS)
    put(connection, "usage_monthly", _MONTHLY, made.monthly, _PUT_MONTHLY)
    put(connection, "workspace_usage", _RECENT, made.recent, _PUT_RECENT)
    stale = [(*made.place, str(month)) for month in sorted(made.changed)]
    put(connection, "usage_stale_months", ("account_id", "region", "month"), stale, _PUT_STALE)


def make_room(connection: Connection, first: int, end: int) -> None:
    """The partitions that hours [first, end) go to."""
    touched = list(months(first_hour(month_of(first)), end))
    ensure_months(connection, "usage_hours", touched)
    ensure_months(connection, "usage_monthly", touched)


def _stored(connection: Connection, scope: Scope, ids: list[str], since: date) -> dict[str, dict[date, Packed]]:
    names = {"account_id": scope.account_id, "region": scope.region, "ids": ids, "since": since}
    made: dict[str, dict[date, Packed]] = {}
    for workspace_id, month, known, connected, billed, starts in connection.execute(_STORED, names):
        packed = (bytes(known), bytes(connected), None if billed is None else bytes(billed), bytes(starts))
        made.setdefault(workspace_id, {})[month] = packed
    return made


def assembled(stored: dict[date, Packed], first: int) -> Hours:
    """Stored months as one run of hours from `first` on."""
    known = connected = 0
    for month, (told, on, _, _) in stored.items():
        by = first_hour(month) - first
        known |= unpack(told) << by
        connected |= unpack(on) << by
    return Hours(first, known, connected)


class _Rows:
    """The rows of one write."""

    def __init__(self, scope: Scope, now: int, since: date) -> None:
        self.now = now
        self.since = first_hour(since)
        self.place = (scope.account_id, scope.region)
        self.hours: list[Sequence[Cell]] = []
        self.monthly: list[Sequence[Cell]] = []
        self.recent: list[Sequence[Cell]] = []
        self.changed: set[date] = set()
        self.created = 0

    def add(self, record: UsageRecord, stored: dict[date, Packed], facts: Facts) -> None:
        """The rows of one WorkSpace."""
        known = corrected(assembled(stored, self.since), record.hours)
        book = ledger(moved(known, self.since), self.now, facts.modes, facts.life, self.now)
        key = (*self.place, record.workspace_id)
        for month in months(first_hour(month_of(record.hours.first)), self.now):
            self._month(key, book, month, stored, facts)
        self.recent.append((*key, *self._recent(record, book)))

    def again(self, workspace_id: str, stored: dict[date, Packed], facts: Facts) -> None:
        """The rows of one WorkSpace of which no new point is told."""
        book = ledger(assembled(stored, self.since), self.now, facts.modes, facts.life, self.now)
        for month in sorted(stored):
            self._month((*self.place, workspace_id), book, month, stored, facts)

    def _month(
        self, key: tuple[str, str, str], book: Ledger, month: date, stored: dict[date, Packed], facts: Facts
    ) -> None:
        for hours, sums in _month(book, month, facts):
            self.monthly.append((*key, str(month), *sums))
            if hours != stored.get(month):
                self.hours.append((*key, str(month), *hours))
                self.created += month not in stored
                self.changed.add(month)

    def _recent(self, record: UsageRecord, book: Ledger) -> Sequence[Cell]:
        month = month_of(self.now)
        this = book.totals(first_hour(month), self.now)
        lately = book.totals(self.now - RECENT_HOURS, self.now)
        mtd = this.connected_hours if this.passed_hours else 0
        read_to = moment(self.now).isoformat() if record.complete else None
        return (read_to, str(month), mtd, lately.connected_hours)


def _month(book: Ledger, month: date, facts: Facts) -> Iterator[tuple[Packed, Sequence[Cell]]]:
    """The bitmaps and the sums of one month; nothing where nothing is known of it."""
    first, size = first_hour(month), month_hours(month)
    shift, keep = first - book.first, mask(0, size)
    sums = book.totals(first, first + size)
    if not sums.known_hours:
        return
    billed = None if sums.billed_hours is None else pack(book.billed >> shift & keep)
    hours = (pack(book.known >> shift & keep), pack(book.connected >> shift & keep), billed)
    begins, ends = facts.life.begins, facts.life.ends
    from_hour = 0 if begins is None else min(max(begins - first, 0), size)
    to_hour = size if ends is None else min(max(ends - first, 0), size)
    yield (
        (*hours, pack(book.starts >> shift & keep)),
        (sums.connected_hours, sums.billed_hours, sums.sessions, sums.known_hours, from_hour, to_hour),
    )
