"""What-if questions over 100,000 WorkSpaces (issue 5: under a second)."""

import argparse
import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson

from app.db.session import get_engine
from app.services.costs import builtin_prices, price_store
from bench._asgi import Asked
from bench._fleet import REGIONS, fleet
from bench._scratch import Clock

LIMIT_MS = 1_000.0
QUESTIONS: dict[str, dict[str, Any]] = {
    "always_on": {"changes": [{"running_mode": "ALWAYS_ON"}]},
    "cheapest": {"changes": [{"running_mode": "CHEAPEST"}]},
    "cheapest_by_department": {"changes": [{"running_mode": "CHEAPEST"}], "group_by": "tag.department"},
    "timeout_and_size_of_some": {
        "filters": [{"field": "region", "value": "eu-west-1"}],
        "changes": [{"auto_stop_timeout_minutes": 120}, {"compute_type": "POWER"}],
    },
    "prices_by_account": {"prices": [{"percent": 12.5}], "group_by": "account_name"},
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument("--workspaces", type=int, default=100_000, help="WorkSpaces (100,000)")
    parser.add_argument("--requests", type=int, default=10, help="requests of each kind (10)")


def _prices() -> None:
    """The built-in list for every Region of the fleet."""
    records = [
        replace(one, region=region, rate_code=f"{one.rate_code}.{region}")
        for one in builtin_prices.prices()
        for region in REGIONS
    ]
    with get_engine().begin() as connection:
        price_store.merge(connection, records, seen_at=datetime(2026, 1, 1, tzinfo=UTC), complete=True)


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Every question by HTTP, the best and the middle of several."""
    with fleet(arguments.workspaces) as token:
        _prices()
        from app.main import app  # noqa: PLC0415 - reads the settings of the database

        asked, figures, worst = Asked(app, token), dict[str, Any](), 0.0
        for name, question in QUESTIONS.items():
            walls, clock = [], Clock()
            for _ in range(arguments.requests):
                began = time.perf_counter()
                told = orjson.loads(asked.post("/api/costs/what-if", orjson.dumps(question)))
                walls.append((time.perf_counter() - began) * 1000)
            _, client, server = clock.seconds()
            cpu = (client + server) / arguments.requests * 1000
            figures[f"{name}_cpu_ms"] = round(cpu, 1)
            total = told["total"]
            figures[f"{name}_p50_ms"] = round(statistics.median(walls), 1)
            figures[f"{name}_known"] = total["workspaces"] - total["unknown"]
            worst = max(worst, cpu)
        asked.close()
    return {
        "workspaces": arguments.workspaces,
        **figures,
        "target": "each under a second of CPU, application and database",
        "reached": worst < LIMIT_MS,
    }
