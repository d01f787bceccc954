"""How many WorkSpaces there are, in which states, and how many there were a month ago."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.services.catalog.registry import DATASETS
from app.services.inventory.timeline import known_since
from app.services.overview.asking import Asking, Row

CONNECTED, UNKNOWN_STATES = "CONNECTED", (None, "UNKNOWN")


def living(asking: Asking) -> list[Row]:
    """Counts by state, running mode and connection."""
    groups = [{"field": name} for name in ("state", "running_mode", "connection_state")]
    return asking.rows(dataset="workspaces", group_by=groups, measures=[{"agg": "count"}])


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
    known = asking.connection.execute(select(known_since(asking.scope))).scalar_one()
    if known is None or at < known:
        return None
    moment = at.isoformat()
    came = asking.rows(dataset="workspaces", filters=[{"field": "began_at", "op": "gte", "value": moment}], **_COUNT)
    gone = [
        {"field": "terminated_at", "op": "gte", "value": moment},
        {"field": "began_at", "op": "lt", "value": moment},
    ]
    went = asking.rows(dataset="workspaces", filters=gone, **_COUNT)
    return now - int(came[0]["count"]) + int(went[0]["count"])


_COUNT: dict[str, Any] = {"measures": [{"agg": "count"}]}
