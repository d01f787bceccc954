"""Five facets under any filters, common ones and kept ones (PERF.md: 50 ms at 100,000, 80 ms at 1,000,000; 10; 3)."""

import argparse
from functools import partial
from typing import Any

from sqlalchemy import Connection

from app.db.session import reading
from app.schemas.plan import Plan
from app.services.catalog.registry import DATASETS
from app.services.query.facets import _fields, _statement, counted_by
from bench._asgi import Asked
from bench._fleet import fleet
from bench._scratch import cpu_ms

COMMON = ("state", "running_mode", "compute_type", "region", "account_name")
OTHERS = ("state", "directory_name", "bundle_name", "root_volume_encrypted", "running_mode")
FILTERS: dict[str, list[dict[str, Any]]] = {
    "none": [],
    "tag": [{"field": "tag.department", "value": "d7"}],
    "idle": [{"field": "days_since_connected", "op": "gt", "value": 30}],
    "own": [{"field": "state", "value": "AVAILABLE"}, {"field": "running_mode", "value": "AUTO_STOP"}],
}
LIMIT_MS, COMMON_MS, KEPT_MS = {100_000: 50.0, 1_000_000: 80.0}, 10.0, 3.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument("--workspaces", type=int, default=100_000, choices=LIMIT_MS, help="WorkSpaces (100,000)")
    parser.add_argument("--rounds", type=int, default=10, help="times that each is asked (10)")


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Each from its plan to its counts, not from what is kept; then the whole request where it is kept."""
    number, limit = arguments.workspaces, LIMIT_MS[arguments.workspaces]
    with fleet(number, history=number < max(LIMIT_MS)) as token:
        from app.main import app  # noqa: PLC0415 - reads the settings of the database

        asked = Asked(app, token)
        url = f"/api/workspaces/facets?facets={','.join(COMMON)}"
        kept = cpu_ms(arguments.rounds, lambda: asked.get(url))
        asked.close()
        with reading() as connection:
            took = {
                f"{kind}, filter {name}": cpu_ms(arguments.rounds, partial(_ask, connection, filters, names))
                for kind, names in (("common", COMMON), ("others", OTHERS))
                for name, filters in FILTERS.items()
            }
    common = max(took["common, filter none"], took["common, filter own"])
    return {
        "workspaces": number,
        **{f"{name}: cpu_ms": round(ms, 1) for name, ms in took.items()},
        "kept_cpu_ms": round(kept, 1),
        "target": f"any {limit:g} ms, common {COMMON_MS:g} ms, kept {KEPT_MS:g} ms",
        "reached": max(took.values()) <= limit and common <= COMMON_MS and kept <= KEPT_MS,
    }


def _ask(connection: Connection, filters: list[dict[str, Any]], names: tuple[str, ...]) -> object:
    plan = Plan.model_validate({"filters": filters})
    dataset = counted_by(DATASETS["workspaces"], plan, names)
    return connection.execute(_statement(dataset, plan, _fields(dataset, list(names)), None)).all()
