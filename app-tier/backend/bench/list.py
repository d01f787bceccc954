"""A filtered, sorted page of 50 with a total, at 100,000 WorkSpaces, against a typical route (PERF.md: 1/6)."""

import argparse
import statistics
import time
from collections.abc import Callable
from itertools import cycle, islice
from typing import Any

import orjson

from bench._asgi import Asked
from bench._fleet import REGIONS, fleet
from bench._scratch import Clock

FRACTION = 6.0
FILTERS = "state=AVAILABLE&running_mode=AUTO_STOP&limit=50"
WARM = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument("--workspaces", type=int, default=100_000, help="WorkSpaces (100,000)")
    parser.add_argument("--requests", type=int, default=150, help="requests of each kind (150)")


class Measured:
    """Requests, each Region in turn so that no answer is the one before: CPU and wall time of one, in ms."""

    def __init__(self, get: Callable[[str], bytes], url: str, number: int) -> None:
        urls = cycle(f"{url}&region={region}" for region in REGIONS)
        for each in islice(urls, WARM):
            get(each)
        walls, clock = [], Clock()
        for each in islice(urls, number):
            began = time.perf_counter()
            self.body = get(each)
            walls.append((time.perf_counter() - began) * 1000)
        _, client, server = clock.seconds()
        self.app_ms, self.server_ms = client / number * 1000, server / number * 1000
        self.p50, self.p99 = statistics.median(walls), sorted(walls)[int(number * 0.99)]

    @property
    def cpu_ms(self) -> float:
        """Application and database."""
        return self.app_ms + self.server_ms


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Ours and the typical one by turns."""
    with fleet(arguments.workspaces) as token:
        from app.main import app  # noqa: PLC0415 - reads the settings of the database
        from bench import _typical  # noqa: PLC0415

        ours, typical, number = Asked(app, token), Asked(_typical.app, token), arguments.requests
        page, plain = f"/api/workspaces?sort=-last_connected_at&{FILTERS}", f"/workspaces?{FILTERS}"
        rounds = [(Measured(ours.get, page, number), Measured(typical.get, plain, number)) for _ in range(3)]
        mine, theirs = (min((pair[i] for pair in rounds), key=lambda m: m.cpu_ms) for i in (0, 1))
        ours.close()
        typical.close()
    told, total = orjson.loads(mine.body), orjson.loads(theirs.body)["total"]
    fraction = theirs.cpu_ms / mine.cpu_ms
    return {
        "workspaces": arguments.workspaces,
        "matches": total,
        "total_told": told["total"],
        "total_exact": told["total_exact"],
        "ours_cpu_ms": round(mine.cpu_ms, 2),
        "ours_app_ms": round(mine.app_ms, 2),
        "ours_database_ms": round(mine.server_ms, 2),
        "ours_wall_p50_ms": round(mine.p50, 1),
        "ours_wall_p99_ms": round(mine.p99, 1),
        "typical_cpu_ms": round(theirs.cpu_ms, 2),
        "typical_app_ms": round(theirs.app_ms, 2),
        "typical_database_ms": round(theirs.server_ms, 2),
        "times_less": round(fraction, 1),
        "target": "1/6 of the CPU",
        "reached": fraction >= FRACTION,
    }
