"""Hours and money of this month beside the last, and money by month."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.services.overview.asking import Asking, Row, asked
from app.services.query.periods import later

MONTHS_SHOWN = 13
HOURS_SHOWN = 48
READ = frozenset({"usage_daily", "usage_hourly", "cost_rollup", "forecast_rollup"})
_DAYS = asked("""
select day, sum(connected_hours) as hours from usage_daily where day >= :since and {scope} group by day
""")
_COSTS = asked("""
select month, kind, cast(sum(amounts) as bigint) as count, cast(sum(known) as bigint) as count_cost,
  sum(cost) filter (where known > 0) as sum_cost
from cost_rollup
where source = 'modelled' and amounts > 0 and month >= :since and month <= :until and {scope}
group by 1, 2 order by 1, 2
""")
_FORECAST = asked("""
select sum(forecast) filter (where known > 0) as forecast from forecast_rollup where month = :month and {scope}
""")
# of each month only the hours that are asked for leave their array
_CONNECTED = asked("""
select to_char(month + make_interval(hours => n), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as hour,
  sum(hours.connected) as connected, sum(hours.known) as measured
from usage_hourly
cross join lateral generate_series(
  greatest(0, cast(extract(epoch from timezone('UTC', cast(:since as timestamptz)) - month) as int) / 3600),
  least(cardinality(known) - 1,
    cast(extract(epoch from timezone('UTC', cast(:until as timestamptz)) - month) as int) / 3600)) as n
cross join lateral (select connected[n + 1] as connected, known[n + 1] as known) as hours
where month >= date_trunc('month', timezone('UTC', cast(:since as timestamptz)))
  and month <= timezone('UTC', cast(:until as timestamptz)) and hours.known > 0 and {scope}
group by month, n order by month, n
""")
_CHARGED = {"always_on_month": "ALWAYS_ON", "auto_stop_month": "AUTO_STOP", "auto_stop_hour": "AUTO_STOP"}


@dataclass(frozen=True, slots=True)
class Hours:
    """Connected hours of this month so far, of all of last month, and of last month up to the same day."""

    this: float | None
    last: float | None
    last_to_date: float | None


def hours(asking: Asking, today: date) -> Hours:
    """Hours of the whole fleet, from the days rolled up."""
    first = today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    days = asking.rows(_DAYS, since=before)

    def between(low: date, high: date) -> float | None:
        found = [row["hours"] for row in days if low <= row["day"] < high]
        return float(sum(found)) if found else None

    return Hours(
        between(first, today + timedelta(days=1)),
        between(before, first),
        between(before, min(before + (today - first) + timedelta(days=1), first)),
    )


def costs(asking: Asking, today: date) -> list[Row]:
    """Modelled cost by month and charge, with how many amounts are not known."""
    since = later(datetime(today.year, today.month, today.day, tzinfo=UTC), "month", -MONTHS_SHOWN).date()
    return asking.rows(_COSTS, since=since + timedelta(days=1), until=today)


def slices(rows: list[Row]) -> list[dict[str, Any]]:
    """The costs by month and how they are charged, in the order of months."""
    made: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = (f"{row['month']:%Y-%m}", _CHARGED.get(row["kind"], "OTHER"))
        slot = made.setdefault(key, {"month": key[0], "charged": key[1], "cost": None, "unknown": 0})
        slot["unknown"] += row["count"] - row["count_cost"]
        if row["sum_cost"] is not None:
            slot["cost"] = (slot["cost"] or 0.0) + float(row["sum_cost"])
    return [made[key] for key in sorted(made)]


def of_month(rows: list[Row], month: date) -> float | None:
    """What a month costs; None where nothing of it is known."""
    known = [row["sum_cost"] for row in rows if row["month"] == month and row["sum_cost"] is not None]
    return float(sum(known)) if known else None


def forecast(asking: Asking, month: date) -> float | None:
    """What a month will have cost at its end; None where it is not known of any WorkSpace."""
    value = asking.one(_FORECAST, month=month)["forecast"]
    return None if value is None else float(value)


def connected_hours(asking: Asking, now: datetime) -> list[dict[str, Any]]:
    """Hour by hour of late: how many WorkSpaces were connected."""
    since = now - timedelta(hours=HOURS_SHOWN) + timedelta(hours=1, microseconds=-1)  # whole hours since then
    return asking.rows(
        _CONNECTED, since=since.replace(minute=0, second=0, microsecond=0), until=now + timedelta(days=1)
    )


def connected_at(asking: Asking, at: datetime) -> int | None:
    """How many were connected in the hour that a time lies in; None where that was not measured."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    rows = asking.rows(_CONNECTED, since=hour, until=hour)
    return int(rows[0]["connected"]) if rows else None
