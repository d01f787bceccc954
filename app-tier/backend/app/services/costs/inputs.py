"""What the model needs to know of WorkSpaces of one account and Region, read set by set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from app.services.costs import override_rows, price_store
from app.services.costs.forecast import Lately
from app.services.costs.model import RunningHours, Subject, midnight
from app.services.costs.months import first_of
from app.services.costs.past import Past, past
from app.services.costs.pattern import Ran
from app.services.costs.price_book import Machine, PriceBook, Volumes
from app.services.usage.billing import AUTO_STOP, Mode, running
from app.services.usage.bitmap import mask, unpack
from app.services.usage.clock import first_hour, hour_of, moment, month_hours, previous_month
from app.services.usage.told import Report, reports

# how long after its creation a WorkSpace may be measured first
FIRST_POINT_AFTER = timedelta(days=1)
TIMEOUTS = 24
"""Idle timeouts, in hours, that a what-if compares."""
_OF = "account_id = :account_id and region = :region"

_WORKSPACES = text("""
select w.workspace_id, w.running_mode, w.auto_stop_timeout_minutes, w.compute_type, w.operating_system,
  w.root_volume_size_gib, w.user_volume_size_gib, w.created_at, w.terminated_at, w.first_seen_at,
  b.compute_type as bundle_compute_type, b.root_volume_size_gib as bundle_root, b.user_volume_size_gib as bundle_user,
  u.usage_read_to, w.state = 'ERROR' and not exists (
    select from workspace_changes c where c.account_id = w.account_id and c.region = w.region
      and c.workspace_id = w.workspace_id and c.field = 'state' and c.before is distinct from '"PENDING"'
  ) and not exists (
    select from usage_hours h where h.account_id = w.account_id and h.region = w.region
      and h.workspace_id = w.workspace_id and bit_count(h.known) > 0
  ) as never_lived
from workspaces w
left join bundles b using (account_id, region, bundle_id)
left join workspace_usage u using (account_id, region, workspace_id)
where w.account_id = :account_id and w.region = :region and w.workspace_id = any(:ids)
order by w.workspace_id
""")
_HOURS = text(f"""
select workspace_id, month, known, connected from usage_hours
where {_OF} and workspace_id = any(:ids) and month >= :since
""")  # noqa: S608 - made of constants
_FIRST = text(f"""
select distinct on (workspace_id) workspace_id, month, known from usage_hours
where {_OF} and workspace_id = any(:ids) order by workspace_id, month
""")  # noqa: S608 - made of constants
_PLACE = text("""
select (select covered_from from event_watermarks where account_id = :account_id and region = :region) as trail_from,
  (select last_good_at from coverage
    where account_id = :account_id and region = :region and collector = 'workspaces') as looked_at
""")


@dataclass(frozen=True, slots=True)
class Place:
    """An account and Region: how far back its trail was read, and when its WorkSpaces were last listed whole."""

    account_id: str
    region: str
    trail_from: datetime | None
    looked_at: datetime | None

    @property
    def key(self) -> dict[str, Any]:
        """The parameters of a statement about it."""
        return {"account_id": self.account_id, "region": self.region}


@dataclass(frozen=True, slots=True)
class Known:
    """One WorkSpace: what the model works on, and the connected and measured hours of each stored month."""

    workspace_id: str
    subject: Subject
    past: Past
    months: dict[date, tuple[bytes, bytes]]
    read_to: int | None

    def hours(self, month: date, modes: Sequence[Mode] | None = None) -> RunningHours:
        """The hours of a month with what reaches in from the one before; `modes`: had it run by others than its own."""
        before = previous_month(month)
        first = first_hour(before)
        known = connected = 0
        for one in (before, month):
            told = self.months.get(one)
            if told is not None:
                by = first_hour(one) - first
                known |= unpack(told[0]) << by
                connected |= unpack(told[1]) << by
        size = first_hour(month) - first + month_hours(month)
        end = min(size, max((self.read_to or 0) - first, known.bit_length()))
        ran = running(connected, self.past.modes if modes is None else modes, first, size) & mask(0, end)
        return RunningHours(first, known, ran, self.read_to)

    def hours_by_timeout(self, month: date) -> list[int] | None:
        """The hours of a month in which it would run with an idle timeout of 1, 2 ... `TIMEOUTS` hours; None: unknown.

        What reaches in from the month before is counted; element t - 1 is that of t hours.
        """
        told = self.months.get(month)
        if told is None or not unpack(told[0]):
            return None
        before, first = self.months.get(previous_month(month)), first_hour(previous_month(month))
        start = first_hour(month) - first
        ran = unpack(told[1]) << start | (unpack(before[1]) if before else 0)
        keep, made = mask(start, start + month_hours(month)), []
        for _ in range(TIMEOUTS):
            ran |= ran << 1
            made.append((ran & keep).bit_count())
        return made

    def lately(self, month: date, since: date) -> Lately:
        """The hours from the month `since` on, as they would be with the settings of now; counted as `hours(month)`."""
        first, known, connected = first_hour(since), 0, 0
        for one, told in self.months.items():
            if one >= since:
                by = first_hour(one) - first
                known |= unpack(told[0]) << by
                connected |= unpack(told[1]) << by
        counted_to = max(self.read_to or 0, first + known.bit_length(), first_hour(month))
        timeout = self.past.modes[-1].timeout_minutes
        ran = running(connected, [Mode(first, AUTO_STOP, timeout)], first, counted_to - first)
        return Lately(Ran(first, known, ran), counted_to)


def place(connection: Connection, account_id: str, region: str) -> Place:
    """The account and Region with what is common to its WorkSpaces."""
    row = connection.execute(_PLACE, {"account_id": account_id, "region": region}).one()
    return Place(account_id, region, row.trail_from, row.looked_at)


def history_since(now: datetime, weeks: int) -> date:
    """The oldest month that so many weeks before `now` touch."""
    return first_of((now - timedelta(weeks=weeks, days=1)).date())


def book(connection: Connection, region: str, account_id: str) -> PriceBook:
    """What an account pays in a Region."""
    return PriceBook(price_store.read(connection, [region]), override_rows.read(connection, account_id))


def load(
    connection: Connection, of: Place, ids: Sequence[str], since: date, history: date | None = None
) -> list[Known]:
    """The WorkSpaces with their hours from the month `since` on, or from `history` on, in the order of their ids."""
    names = {**of.key, "ids": list(ids), "since": min(previous_month(since), history or since)}
    told = reports(connection, of.account_id, of.region, ids)
    months: dict[str, dict[date, tuple[bytes, bytes]]] = {}
    for row in connection.execute(_HOURS, names):
        months.setdefault(row.workspace_id, {})[row.month] = (bytes(row.known), bytes(row.connected))
    rows = connection.execute(_WORKSPACES, names).mappings().all()
    ageless = [row["workspace_id"] for row in rows if row["created_at"] is None]
    firsts = {
        row.workspace_id: _first_measured(row.month, bytes(row.known))
        for row in connection.execute(_FIRST, {**names, "ids": ageless})
    }
    return [
        _known(dict(row), of, told.get(row["workspace_id"], ()), months, firsts.get(row["workspace_id"]))
        for row in rows
    ]


def _first_measured(month: date, known: bytes) -> datetime | None:
    bits = unpack(known)
    return moment(first_hour(month) + (bits & -bits).bit_length() - 1) if bits else None


def _begins(known_since: datetime, first_measured: datetime | None) -> datetime:
    """Since when a WorkSpace is taken to exist of whose creation nobody told: it was made before `known_since`.

    At its first measurement, as CloudWatch measures every WorkSpace that there is. Where that came clearly later it
    says nothing, and the WorkSpace is taken to have been there on the 1st.
    """
    if first_measured is not None and first_measured < known_since + FIRST_POINT_AFTER:
        return min(first_measured, known_since)
    return midnight(first_of(known_since.date()))


def _volumes(root: int | None, user: int | None) -> Volumes | None:
    return None if root is None or user is None else (root, user)


def _known(
    row: dict[str, Any],
    of: Place,
    told: Iterable[Report],
    months: dict[str, dict[date, tuple[bytes, bytes]]],
    first_measured: datetime | None,
) -> Known:
    machine = Machine(
        of.region,
        row["compute_type"],
        row["operating_system"],
        _volumes(row["root_volume_size_gib"], row["user_volume_size_gib"]),
        row["bundle_compute_type"],
        _volumes(row["bundle_root"], row["bundle_user"]),
    )
    known_since = min(one for one in (row["first_seen_at"], of.trail_from) if one)
    then = past(row, machine, told, known_since, of.looked_at or datetime.now(UTC))
    begins, assumed = row["created_at"], row["created_at"] is None
    if begins is None:
        begins = _begins(known_since, first_measured)
    subject = Subject(then.periods, begins, row["terminated_at"], assumed, row["never_lived"])
    read_to = row["usage_read_to"]
    workspace_id = row["workspace_id"]
    return Known(workspace_id, subject, then, months.get(workspace_id, {}), hour_of(read_to) if read_to else None)
