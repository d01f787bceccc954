"""Whom to ask a directory for, what it told, and the names of that on the WorkSpaces."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection, text

from app.services.aws.collectors.people import PersonRecord

KNOWN_FOR = timedelta(days=7)
MOST_AT_ONCE = 1_000
"""Users asked for in one step: one call each, so that a first sync of a large directory goes on in the next."""

# an AD Connector has no data of its own, and users of IAM Identity Center are not asked for here
_WANTED = text("""
select w.directory_id, w.user_name
from workspaces w
join directories d on d.account_id = w.account_id and d.region = w.region and d.directory_id = w.directory_id
left join people p on p.account_id = w.account_id and p.region = w.region
  and p.directory_id = w.directory_id and p.user_name = w.user_name
where w.account_id = :account_id and w.region = :region and w.terminated_at is null and w.user_name <> ''
  and coalesce(d.directory_type, '') not in ('AD_CONNECTOR', 'AWS_IAM_IDENTITY_CENTER')
  and coalesce(p.asked_at, '-infinity') < :known_since
group by w.directory_id, w.user_name, p.asked_at
order by p.asked_at nulls first, 1, 2
limit :most
""")
_STORE = text("""
insert into people as p (
  account_id, region, directory_id, user_name, display_name, email, is_found, is_enabled, asked_at)
select :account_id, :region, s.*, :asked_at
from jsonb_to_recordset(cast(:rows as jsonb))
  as s(directory_id text, user_name text, display_name text, email text, is_found boolean, is_enabled boolean)
on conflict (account_id, region, directory_id, user_name) do update
set display_name = excluded.display_name, email = excluded.email, is_found = excluded.is_found,
    is_enabled = excluded.is_enabled, asked_at = excluded.asked_at
""")
_NAMES = text("""
select w.workspace_id, p.display_name, p.email
from workspaces w
join people p on p.account_id = w.account_id and p.region = w.region
  and p.directory_id = w.directory_id and p.user_name = w.user_name
where w.account_id = :account_id and w.region = :region and w.terminated_at is null and p.is_found
""")


@dataclass(frozen=True, slots=True)
class NameRecord:
    """The user's name and e-mail on one WorkSpace; names are those of the `workspaces` table."""

    workspace_id: str
    user_display_name: str | None
    user_email: str | None


def wanted(connection: Connection, account_id: str, region: str, now: datetime) -> dict[str, tuple[str, ...]]:
    """User names by directory that nobody knows or was asked about for a week, the longest unknown first."""
    values = {"account_id": account_id, "region": region, "known_since": now - KNOWN_FOR, "most": MOST_AT_ONCE}
    found: dict[str, tuple[str, ...]] = {}
    for directory_id, user_name in connection.execute(_WANTED, values):
        found[directory_id] = (*found.get(directory_id, ()), user_name)
    return found


def store(connection: Connection, account_id: str, region: str, people: Iterable[PersonRecord], now: datetime) -> None:
    """Keep what was told, and when it was."""
    rows = orjson.dumps([asdict(person) for person in people]).decode()
    connection.execute(_STORE, {"account_id": account_id, "region": region, "rows": rows, "asked_at": now})


def names(connection: Connection, account_id: str, region: str) -> list[NameRecord]:
    """The names known of the living WorkSpaces of an account and Region."""
    rows = connection.execute(_NAMES, {"account_id": account_id, "region": region})
    return [NameRecord(*row) for row in rows]
