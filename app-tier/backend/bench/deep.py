"""The last page by cursor against the first, at 1,000,000 WorkSpaces (PERF.md: 2 x), in processor time."""

import argparse
import os
from typing import Any

import orjson

from bench._asgi import Asked
from bench._fleet import fleet
from bench._scratch import cpu_ms

TARGET, PAGE = 2.0, 50
SORTS = ("user_name", "-last_connected_at")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument("--workspaces", type=int, default=1_000_000, help="WorkSpaces (1,000,000)")
    parser.add_argument("--rounds", type=int, default=40, help="times that each is asked (40)")


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Two orders. The cursor of the last page is that of the page before it."""
    figures: dict[str, Any] = {"workspaces": arguments.workspaces}
    worst = 0.0
    os.environ["STATEMENT_TIMEOUT_MS"] = "120000"  # for the one page by offset that the mark is taken from
    with fleet(arguments.workspaces, history=False) as token:
        from app.main import app  # noqa: PLC0415 - reads the settings of the database

        asked = Asked(app, token)
        for sort in SORTS:
            first = f"/api/workspaces?sort={sort}&limit={PAGE}"
            total = orjson.loads(asked.get(f"{first}&count=exact"))["total"]
            before = orjson.loads(asked.get(f"{first}&offset={total - 2 * PAGE}"))
            last = f"{first}&cursor={before['next_cursor']}"
            told = orjson.loads(asked.get(last))
            if len(told["items"]) != PAGE or told["next_cursor"] is not None:
                raise RuntimeError("that is not the last page")
            ms = [cpu_ms(arguments.rounds, lambda url=url: asked.get(url)) for url in (first, last)]
            figures |= {f"{sort}: first_cpu_ms": round(ms[0], 2), f"{sort}: last_cpu_ms": round(ms[1], 2)}
            worst = max(worst, ms[1] / ms[0])
        asked.close()
    return {**figures, "ratio": round(worst, 2), "target": f"{TARGET:g} x", "reached": worst <= TARGET}
