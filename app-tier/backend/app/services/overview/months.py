"""Hours and money of this month beside the last, and money by month."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.services.overview.asking import Asking, Row

MONTHS_SHOWN = 13
HOURS_SHOWN = 48
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
    days = asking.rows(
        dataset="usage_daily",
        filters=[{"field": "day", "op": "gte", "value": before.isoformat()}],
        group_by=[{"field": "day"}],
        measures=[{"agg": "sum", "field": "connected_hours"}],
    )

    def between(low: date, high: date) -> float | None:
        found = [row["sum_connected_hours"] for row in days if low <= row["day"] < high]
        return float(sum(found)) if found else None

    return Hours(
        between(first, today + timedelta(days=1)),
        between(before, first),
        between(before, min(before + (today - first) + timedelta(days=1), first)),
    )


def costs(asking: Asking) -> list[Row]:
    """Modelled cost by month and charge, with how many amounts are not known."""
    return asking.rows(
        dataset="costs",
        filters=[
            {"field": "month", "value": f"last_{MONTHS_SHOWN}_months"},
            {"field": "source", "value": "modelled"},
        ],
        group_by=[{"field": "month"}, {"field": "kind"}],
        measures=[{"agg": "sum", "field": "cost"}, {"agg": "count"}, {"agg": "count", "field": "cost"}],
        sort=[{"by": "month"}, {"by": "kind"}],
    )


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


def forecast(asking: Asking) -> float | None:
    """What this month will have cost at its end; None where it is not known of any WorkSpace."""
    made = asking.rows(
        dataset="workspaces",
        include_terminated=True,
        measures=[{"agg": "sum", "field": "forecast_cost_month"}],
    )
    value = made[0]["sum_forecast_cost_month"]
    return None if value is None else float(value)


def connected_hours(asking: Asking, now: datetime) -> list[dict[str, Any]]:
    """Hour by hour of late: how many WorkSpaces were connected."""
    since = now - timedelta(hours=HOURS_SHOWN)
    rows = asking.rows(
        dataset="usage_hourly",
        filters=[
            {"field": "month", "op": "gte", "value": f"{since:%Y-%m}"},
            {"field": "hour", "op": "gte", "value": since.isoformat()},
        ],
        group_by=[{"field": "hour"}],
        measures=[{"agg": "sum", "field": "connected"}, {"agg": "sum", "field": "measured"}],
        sort=[{"by": "hour"}],
    )
    return [{"hour": r["hour"], "connected": r["sum_connected"], "measured": r["sum_measured"]} for r in rows]


def connected_at(asking: Asking, at: datetime) -> int | None:
    """How many were connected in the hour that a time lies in; None where that was not measured."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    rows = asking.rows(
        dataset="usage_hourly",
        filters=[
            {"field": "month", "value": f"{hour:%Y-%m}"},
            {"field": "hour", "value": hour.isoformat()},
        ],
        measures=[{"agg": "sum", "field": "connected"}],
    )
    value = rows[0]["sum_connected"]
    return None if value is None else int(value)
