"""Thirteen months behind the fleet of `_fleet`: costs by WorkSpace, hours of places by day and by hour, changes."""

from datetime import UTC, date, datetime

from sqlalchemy import text

from app.db.partitions import ensure_months
from app.db.session import get_engine
from app.services.usage.clock import month_hours, previous_month

MONTHS = 13
_COSTS = text("""
insert into cost_monthly (account_id, region, workspace_id, month, source, usage_type, kind, quantity, unit, cost,
  currency, assumptions)
select account_id, region, workspace_id, :month, 'modelled', kind, kind, 1, 'h', (hashtext(workspace_id) & 1023) / 8.0,
  'USD', '{}'
from workspaces cross join unnest(array['auto_stop_month', 'auto_stop_hour', 'volume']) as kind
order by 1, 2, 3, 4, 5, 6
""")
_DAYS = text("""
insert into usage_daily (day, account_id, region, connected_hours, billed_hours, sessions, known_hours,
  measured_workspaces, connected_workspaces)
select day, account_id, region, 5000, 6000, 700, 200000, 9000, 800
from generate_series(cast(:since as date), cast(:until as date), interval '1 day') as day
cross join (select distinct account_id, region from workspaces) as places
""")
_HOURS = text("""
insert into usage_hourly (account_id, region, month, connected, known)
select distinct account_id, region, cast(:month as date), array_fill(700, array[:size]), array_fill(9000, array[:size])
from workspaces
""")
_CHANGES = text("""
insert into workspace_changes (account_id, region, workspace_id, field, before, after, changed_at)
select account_id, region, workspace_id, 'state', '"AVAILABLE"', '"STOPPED"',
  now() - (hashtext(workspace_id || n) & 1048575) * interval '2.5 second'
from workspaces cross join generate_series(1, 3) as n
""")


def add() -> None:
    """Store it, as the product would."""
    months = [datetime.now(UTC).date().replace(day=1)]
    while len(months) < MONTHS:
        months.append(previous_month(months[-1]))
    for month in months:
        _month(month)
    with get_engine().begin() as connection:
        connection.execute(_DAYS, {"since": months[-1], "until": datetime.now(UTC).date()})
        connection.execute(_CHANGES)
    with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))


def _month(month: date) -> None:
    with get_engine().begin() as connection:
        ensure_months(connection, "cost_monthly", [month])
        connection.execute(_COSTS, {"month": month})
        connection.execute(_HOURS, {"month": month, "size": month_hours(month)})
