"""The overview and plans at 100,000 WorkSpaces and 13 months of costs, not from what is kept (PERF.md: 25; 30 ms)."""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from app.db.session import reading
from app.schemas.plan import Plan
from app.services.overview.asking import Asking
from app.services.overview.overview import overview
from app.services.query.question import question
from bench import _history
from bench._asgi import Asked
from bench._fleet import load
from bench._scratch import database

DASHBOARD_MS, MEDIAN_MS, WORST_MS, KEPT_MS = 25.0, 30.0, 1000.0, 3.0
IDLE = {"field": "days_since_connected", "op": "gt", "value": 30}
COST = {"agg": "sum", "field": "cost"}
# one for each kind of question that people ask
PLANS: dict[str, dict[str, Any]] = {
    "how many": {"measures": [{"agg": "count"}]},
    "by state": {"group_by": [{"field": "state"}]},
    "idle": {"filters": [IDLE], "measures": [{"agg": "count"}]},
    "idle, by Region": {"filters": [IDLE], "group_by": [{"field": "region"}]},
    "who": {"search": "user-1", "columns": ["user_name", "workspace_id"], "limit": 20},
    "least used": {"sort": [{"by": "last_connected_at"}], "limit": 20},
    "of a department": {"filters": [{"field": "tag.department", "value": "d7"}], "measures": [{"agg": "count"}]},
    "by department": {"group_by": [{"field": "tag.department"}], "limit": 10, "other": True},
    "stopped": {"filters": [{"field": "state", "value": "STOPPED"}], "limit": 20},
    "cost by month": {"dataset": "costs", "group_by": [{"field": "month"}], "measures": [COST]},
    "cost against last month": {
        "dataset": "costs",
        "filters": [{"field": "month", "value": "this_month"}],
        "group_by": [{"field": "account_name"}],
        "measures": [COST],
        "compare": {"to": "previous_period"},
    },
    "dearest this month": {
        "dataset": "costs",
        "filters": [{"field": "month", "value": "this_month"}],
        "group_by": [{"field": "workspace_id"}],
        "measures": [COST],
        "limit": 10,
    },
    "hours by day": {
        "dataset": "usage_daily",
        "filters": [{"field": "day", "value": "last_30_days"}],
        "group_by": [{"field": "day"}],
        "measures": [{"agg": "sum", "field": "connected_hours"}],
    },
    "changes by day": {
        "dataset": "changes",
        "filters": [{"field": "changed_at", "value": "last_7_days"}],
        "group_by": [{"field": "changed_at", "bucket": "day"}],
    },
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument("--workspaces", type=int, default=100_000, help="WorkSpaces (100,000)")
    parser.add_argument("--rounds", type=int, default=15, help="times that each is asked (15)")


def _p50(rounds: int, ask: Callable[[], object]) -> float:
    ask()
    walls = []
    for _ in range(rounds):
        began = time.perf_counter()
        ask()
        walls.append((time.perf_counter() - began) * 1000)
    return statistics.median(walls)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Each of them by turns."""
    with database():
        token = load(arguments.workspaces)
        _history.add()
        from app.main import app  # noqa: PLC0415 - reads the settings of the scratch database

        asked = Asked(app, token)
        kept = _p50(arguments.rounds, lambda: asked.get("/api/overview"))
        with reading() as connection:
            dashboard = _p50(arguments.rounds, lambda: overview(Asking(connection, None), datetime.now(UTC)))
            plans = {name: _p50(arguments.rounds, lambda p=plan: _ask(connection, p)) for name, plan in PLANS.items()}
        asked.close()
    median, worst = statistics.median(plans.values()), max(plans.values())
    return {
        "workspaces": arguments.workspaces,
        "overview_p50_ms": round(dashboard, 1),
        "overview_kept_p50_ms": round(kept, 1),
        **{f"plan: {name}": round(ms, 1) for name, ms in plans.items()},
        "plan_median_ms": round(median, 1),
        "plan_worst_ms": round(worst, 1),
        "target": "overview 25 ms, kept 3 ms; plans 30 ms, worst 1 s",
        "reached": dashboard <= DASHBOARD_MS and median <= MEDIAN_MS and worst <= WORST_MS and kept <= KEPT_MS,
    }


def _ask(connection: Connection, plan: dict[str, Any]) -> object:
    asked = question(connection, Plan.model_validate(plan), None)
    return asked.answered(list(connection.execute(asked.statement)))
