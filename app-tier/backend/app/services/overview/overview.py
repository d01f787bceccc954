"""The Overview in one answer: four numbers with what they were, and what stands below them. All of it by plans."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from app.core.encoding import dumps
from app.services.catalog.registry import DATASETS
from app.services.overview import fleet, months
from app.services.overview.asking import Asking
from app.services.query.cache import Made, kept
from app.services.query.periods import later
from app.services.query.versions import Reads

TOP = 5
SAVINGS = "recommendations"


def answer(connection: Connection, scope: frozenset[str] | None) -> bytes:
    """The overview as it is now, as JSON of `schemas.overview.Overview`."""

    def make() -> Made:
        asking = Asking(connection, scope)
        body = dumps(overview(asking, datetime.now(UTC)))
        return Made(body, Reads(frozenset().union(*(read.tables for read in asking.read)), clock=True))

    return kept(connection, "overview", scope, make)


def overview(asking: Asking, now: datetime) -> dict[str, Any]:
    """The members of `schemas.overview.Overview` at the time."""
    ago = later(now, "month", -1)
    living, costs = fleet.living(asking), months.costs(asking)
    hours = months.hours(asking, now.date())
    total = fleet.total(living)
    this, last = now.date().replace(day=1), ago.date().replace(day=1)
    return {
        "as_of": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "month": f"{now:%Y-%m}",
        "workspaces": _figure(total, fleet.there_were(asking, ago, total), "aws"),
        "connected_now": _figure(fleet.connected(living), months.connected_at(asking, ago), "aws"),
        "hours_month": _figure(hours.this, hours.last, "measured", unit="h", to_date=hours.last_to_date),
        "cost_month": _figure(months.of_month(costs, this), months.of_month(costs, last), "modelled", unit="USD"),
        "forecast_cost_month": months.forecast(asking),
        "by_state": fleet.by(living, "state"),
        "by_running_mode": fleet.by(living, "running_mode"),
        "cost_by_month": months.slices(costs),
        "connected_by_hour": months.connected_hours(asking, now),
        "changes_7d": _changes(asking),
        "savings": _savings(asking),
    }


def _figure(
    value: float | None, previous: float | None, basis: str, *, unit: str | None = None, to_date: float | None = None
) -> dict[str, Any]:
    before = previous if to_date is None else to_date
    change = None if value is None or not before else round((value - before) / abs(before) * 100, 2)
    return {
        "value": value,
        "previous": previous,
        "previous_to_date": to_date,
        "change_percent": change,
        "unit": unit,
        "basis": basis,
    }


def _changes(asking: Asking) -> list[dict[str, Any]]:
    rows = asking.rows(
        dataset="changes",
        filters=[{"field": "changed_at", "op": "gte", "value": "last_7_days"}],
        group_by=[{"field": "field"}],
        measures=[{"agg": "count"}],
    )
    labels = dict(DATASETS["changes"].fields["field"].values or ())
    return [{"value": r["field"], "label": labels.get(r["field"], r["field"]), "count": r["count"]} for r in rows]


def _savings(asking: Asking) -> dict[str, Any] | None:
    if SAVINGS not in DATASETS:
        return None
    worth = [{"field": "counted_saving", "op": "gt", "value": 0}]
    total = asking.rows(dataset=SAVINGS, filters=worth, measures=[{"agg": "sum", "field": "counted_saving"}])
    top = asking.rows(
        dataset=SAVINGS,
        filters=worth,
        columns=["id", "kind", "title", "workspace_id", "user_name", "counted_saving"],
        sort=[{"by": "counted_saving", "desc": True}],
        limit=TOP,
    )
    items = [{**row, "saving_monthly": row["counted_saving"]} for row in top]
    return {"total_monthly": total[0]["sum_counted_saving"], "items": items}
