"""The facts of WorkSpaces of one account and Region, read set by set, a thousand at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, text

from app.services.costs import inputs
from app.services.costs.inputs import Known, Place
from app.services.costs.model import Period
from app.services.recommendations.quotes import Quotes
from app.services.recommendations.rules.facts import Directory, Facts, Load, Sibling
from app.services.recommendations.rules.months import MOST
from app.services.usage.bitmap import Hours, unpack
from app.services.usage.clock import first_hour, previous_month

FRESH = timedelta(days=3)
"""Hours that were not read for longer are not told as those of the last 30 days."""
_OF = "account_id = :account_id and region = :region"

_WORKSPACES = text("""
select w.workspace_id, w.state, w.user_name, w.user_email, w.directory_id, w.operating_system, w.running_mode,
  w.auto_stop_timeout_minutes, w.compute_type, w.root_volume_size_gib, w.user_volume_size_gib, w.root_volume_encrypted,
  w.user_volume_encrypted, w.volume_encryption_key, w.raw is not null as is_described, w.tags, w.connection_state,
  w.last_connected_at, case when u.usage_read_to > :fresh_since then u.connected_hours_30d end as connected_hours_30d,
  p.is_found, p.is_enabled, p.asked_at
from workspaces w
left join workspace_usage u using (account_id, region, workspace_id)
left join people p on p.account_id = w.account_id and p.region = w.region
  and p.directory_id = w.directory_id and p.user_name = w.user_name
where w.account_id = :account_id and w.region = :region and w.workspace_id = any(:ids) and w.terminated_at is null
""")
_LOADS = text(f"""
select workspace_id, day, cpu_percent_p95, memory_percent_p95, root_volume_percent_max, user_volume_percent_max
from metric_daily where {_OF} and workspace_id = any(:ids) and day >= :since order by day
""")  # noqa: S608 - made of constants
# AWS writes the user of a WorkSpace that is nobody's in brackets
_SIBLINGS = text("""
select lower(user_name) as name, workspace_id, region, directory_id, user_email, last_connected_at,
  case when usage_read_to > :fresh_since then connected_hours_30d end as connected_hours_30d
from (
  select w.*, count(*) over (partition by lower(w.user_name)) as several from workspaces w
  where w.account_id = :account_id and w.terminated_at is null and w.user_name <> '' and w.user_name not like '[%'
) w left join workspace_usage using (account_id, region, workspace_id)
where several > 1
""")


@dataclass(frozen=True, slots=True)
class Source:
    """What is common to the WorkSpaces of a place: its prices, and the users with several WorkSpaces, by name."""

    place: Place
    quotes: Quotes
    siblings: Mapping[str, Sequence[Sibling]]
    now: datetime
    load_days: int

    @property
    def since(self) -> date:
        """The oldest month that the rules look at."""
        month = self.now.date().replace(day=1)
        for _ in range(MOST):
            month = previous_month(month)
        return month


def source(connection: Connection, account_id: str, region: str, now: datetime, load_days: int) -> Source:
    """The place with its prices as they hold from the next month on; loads are read for so many days."""
    place = inputs.place(connection, account_id, region)
    next_first = (now.date().replace(day=1) + timedelta(days=32)).replace(day=1)
    at = datetime(next_first.year, next_first.month, 1, tzinfo=UTC)
    siblings: dict[str, list[Sibling]] = {}
    for name, *told in connection.execute(_SIBLINGS, {"account_id": account_id, "fresh_since": now - FRESH}):
        siblings.setdefault(name, []).append(Sibling(*told))
    return Source(place, Quotes(inputs.book(connection, region, account_id), at), siblings, now, load_days)


def load(connection: Connection, of: Source, ids: Sequence[str]) -> dict[str, tuple[Facts, Known]]:
    """The living WorkSpaces among these: the facts for the rules, and what the model of costs knows of them."""
    names = {**of.place.key, "ids": list(ids), "fresh_since": of.now - FRESH}
    names["since"] = of.now.date() - timedelta(days=of.load_days)
    rows = {row["workspace_id"]: dict(row) for row in connection.execute(_WORKSPACES, names).mappings()}
    loads: dict[str, list[Load]] = {}
    for workspace_id, *told in connection.execute(_LOADS, names):
        loads.setdefault(workspace_id, []).append(Load(*told))
    known = inputs.load(connection, of.place, list(rows), of.since)
    return {
        one.workspace_id: (_facts(of, rows[one.workspace_id], one, loads.get(one.workspace_id, ())), one)
        for one in known
    }


def _facts(of: Source, row: dict[str, Any], known: Known, loads: Iterable[Load]) -> Facts:
    root, user = row["root_volume_size_gib"], row["user_volume_size_gib"]
    several = of.siblings.get((row["user_name"] or "").lower(), ())
    return Facts(
        account_id=of.place.account_id,
        region=of.place.region,
        workspace_id=row["workspace_id"],
        now=of.now,
        state=row["state"],
        user_name=row["user_name"],
        user_email=row["user_email"],
        directory_id=row["directory_id"],
        operating_system=row["operating_system"],
        running_mode=row["running_mode"],
        timeout_minutes=row["auto_stop_timeout_minutes"],
        compute_type=row["compute_type"],
        volumes=None if root is None or user is None else (root, user),
        root_encrypted=row["root_volume_encrypted"],
        user_encrypted=row["user_volume_encrypted"],
        is_described=row["is_described"],
        encryption_key=row["volume_encryption_key"],
        tags=row["tags"],
        connection_state=row["connection_state"],
        last_connected_at=row["last_connected_at"],
        begins=known.subject.begins,
        begins_assumed=known.subject.begins_assumed,
        billable=not known.subject.never_lived,
        hours=_hours(known, previous_month(of.since)),
        rates=of.quotes.of(known.subject.periods[-1].machine),
        loads=tuple(loads),
        sized_at=_sized_at(known.subject.periods),
        directory=Directory(row["is_found"], row["is_enabled"], row["asked_at"]) if row["asked_at"] else None,
        siblings=tuple(one for one in several if one.workspace_id != row["workspace_id"]),
        connected_hours_30d=row["connected_hours_30d"],
    )


def _hours(known: Known, since: date) -> Hours:
    first = first_hour(since)
    measured = connected = 0
    for month, (told, on) in known.months.items():
        by = first_hour(month) - first
        measured |= unpack(told) << by
        connected |= unpack(on) << by
    return Hours(first, measured, connected)


def _sized_at(periods: Sequence[Period]) -> datetime | None:
    """When the compute type became what it is, where a change of it is known."""
    made = None
    for before, after in pairwise(periods):
        if before.machine.compute_type != after.machine.compute_type:
            made = after.begins
    return made
