"""The Overview in one answer: four numbers with what they were, and what stands below them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.core.encoding import dumps
from app.services.catalog.registry import DATASETS
from app.services.overview import fleet, months
from app.services.overview.asking import Asking, asked
from app.services.query.cache import Made, kept
from app.services.query.periods import later
from app.services.query.versions import Reads

TOP, DAYS = 5, 7
READ = fleet.READ | months.READ | {"workspace_changes", "change_rollup", "recommendations"}
# whole days as they are counted, and the first one, of which a part is asked for, change by change
_CHANGES = asked("""
select field, cast(sum(changes) as bigint) as count from (
  select field, changes from change_rollup
  where day > cast(timezone('UTC', cast(:since as timestamptz)) as date) and changes > 0 and {scope}
  union all
  select field, 1 from workspace_changes
  where changed_at >= :since and changed_at < :next_day and {scope}
) changed group by field order by 2 desc, 1
""")
_COUNTED = "is_top and saving_monthly > 0 and state in ('open', 'approved') and {scope}"
_TOTAL = asked(f"select sum(saving_monthly) as total from recommendations where {_COUNTED}")  # noqa: S608 - constants
_TOP = asked(f"""
select r.id, r.kind, r.title, r.workspace_id, w.user_name, r.saving_monthly
from (
  select * from recommendations where {_COUNTED} order by saving_monthly desc, id desc limit :top
) r left join workspaces w using (account_id, region, workspace_id)
order by r.saving_monthly desc, r.id desc
""")  # noqa: S608 - made of constants


def answer(connection: Connection, scope: frozenset[str] | None) -> bytes:
    """The overview as it is now, as JSON of `schemas.overview.Overview`."""

    def make() -> Made:
        body = dumps(overview(Asking(connection, scope), datetime.now(UTC)))
        return Made(body, Reads(READ, clock=True))

    return kept(connection, "overview", scope, make)


def overview(asking: Asking, now: datetime) -> dict[str, Any]:
    """The members of `schemas.overview.Overview` at the time."""
    ago = later(now, "month", -1)
    living, costs = fleet.living(asking), months.costs(asking, now.date())
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
        "forecast_cost_month": months.forecast(asking, this),
        "by_state": fleet.by(living, "state"),
        "by_running_mode": fleet.by(living, "running_mode"),
        "cost_by_month": months.slices(costs),
        "connected_by_hour": months.connected_hours(asking, now),
        "changes_7d": _changes(asking, now),
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


def _changes(asking: Asking, now: datetime) -> list[dict[str, Any]]:
    since = now.replace(second=0, microsecond=0) - timedelta(days=DAYS)
    next_day = since.replace(hour=0, minute=0) + timedelta(days=1)
    labels = dict(DATASETS["changes"].fields["field"].values or ())
    rows = asking.rows(_CHANGES, since=since, next_day=next_day)
    return [{"value": r["field"], "label": labels.get(r["field"], r["field"]), "count": r["count"]} for r in rows]


def _savings(asking: Asking) -> dict[str, Any]:
    return {"total_monthly": asking.one(_TOTAL)["total"], "items": asking.rows(_TOP, top=TOP)}
