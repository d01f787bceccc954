"""Datasets that are asked about a time: the dataset of a plan as it was at `as_of`, or compared with `since`."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from app.core.problems import invalid
from app.schemas.plan import Plan
from app.services.catalog.model import Dataset
from app.services.inventory.timeline import known_since

COMPARED_WITH = timedelta(days=30)


def _told(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def dated(connection: Connection, dataset: Dataset, plan: Plan, scope: frozenset[str] | None) -> Dataset:
    """The dataset at the plan's time (now, where it names none); any other dataset as it is.

    Where the plan names no `since`, it is 30 days before, but not before anything was known.
    Raises Invalid for a time that does not fit, or that lies before anything is known.
    """
    given = {name: at for name in ("as_of", "since") if (at := getattr(plan, name)) is not None}
    if dataset.dated is None:
        for name in given:
            raise invalid(name, f"'{dataset.name}' is not kept by time; 'fleet' and 'fleet_changes' are")
        return dataset
    if "since" in given and not dataset.compares:
        raise invalid("since", f"'{dataset.name}' takes as_of only")
    now = datetime.now(UTC)
    known = connection.execute(select(known_since(scope))).scalar_one()
    for name, at in given.items():
        if at > now:
            raise invalid(name, "lies in the future")
        if known is not None and at < known:
            raise invalid(name, f"nothing is known of the fleet before {_told(known)}, when it was first read")
    as_of = given.get("as_of", now)
    since = given.get("since") or max(as_of - COMPARED_WITH, min(known or as_of, as_of))
    if since > as_of:
        raise invalid("since", "must not be later than as_of")
    return dataset.dated(since, as_of)
