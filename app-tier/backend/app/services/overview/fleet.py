"""How many WorkSpaces there are, in which states, and how many there were a month ago."""

from collections import Counter
from datetime import datetime
from typing import Any

from app.services.catalog.registry import DATASETS
from app.services.overview.asking import Asking, Row, asked

CONNECTED, UNKNOWN_STATES = "CONNECTED", (None, "UNKNOWN")
READ = frozenset({"workspace_rollup", "workspaces"})
_LIVING = asked("""
select state, running_mode, connection_state, cast(sum(workspaces) as bigint) as count
from workspace_rollup where living and workspaces > 0 and {scope} group by 1, 2, 3
""")
_SINCE = "coalesce(created_at, first_seen_at)"
_MOVED = asked(f"""
select (select min(first_seen_at) from workspaces where {{scope}}) as known,
  (select count(*) from workspaces where terminated_at is null and {_SINCE} >= :at and {{scope}}) as came,
  (select count(*) from workspaces where terminated_at >= :at and {_SINCE} < :at and {{scope}}) as went
""")  # noqa: S608 - made of constants


def living(asking: Asking) -> list[Row]:
    """Counts by state, running mode and connection."""
    return asking.rows(_LIVING)


def by(rows: list[Row], name: str) -> list[dict[str, Any]]:
    """The counts by one of the fields, largest first."""
    counted: Counter[str | None] = Counter()
    for row in rows:
        counted[row[name]] += row["count"]
    labels = dict(DATASETS["workspaces"].fields[name].values or ())
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0] is None, pair[0] or ""))
    return [{"value": v, "label": None if v is None else labels.get(v, v), "count": n} for v, n in ranked]


def total(rows: list[Row]) -> int:
    """All of them."""
    return sum(int(row["count"]) for row in rows)


def connected(rows: list[Row]) -> int | None:
    """How many a user is connected to; None where AWS has not told of any."""
    if rows and all(row["connection_state"] in UNKNOWN_STATES for row in rows):
        return None
    return sum(int(row["count"]) for row in rows if row["connection_state"] == CONNECTED)


def there_were(asking: Asking, at: datetime, now: int) -> int | None:
    """How many there were at a time; None for a time before the first sync.

    `now` less those that came since, and those that have gone since.
    """
    moved = asking.one(_MOVED, at=at)
    if moved["known"] is None or at < moved["known"]:
        return None
    return now - int(moved["came"]) + int(moved["went"])
