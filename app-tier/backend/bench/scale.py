"""A whole estate read from nothing by all collectors, then once more: time, rows and memory of a worker.

AWS is an endpoint of the benchmark's own over HTTP (`_endpoint`): the simulated company takes longer to draw a year of
a large fleet than the sync takes to read it. Everything of ours is as in production: a worker, a run, its steps.
"""

import argparse
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from app.core.config import get_settings
from app.core.redis import get_redis
from app.db.session import get_engine, unit_of_work
from app.models.models import AwsAccount
from bench._endpoint import KEY
from bench._fleet import ACCOUNTS, REGIONS
from bench._scratch import Clock, database
from bench.sync import BACKEND, MEMORY_MB, _memory_mb, _until, sync, worker

FULL = {"workspaces": 100_000, "days": 396, "events": 2_000_000}
LONGEST_S = 6 * 3600.0
AMONG_OTHERS = ("--workspaces=180", "--days=3", "--events=900")
"""When all benchmarks run: that it works at all; a figure is worth its own turn."""
TABLES = ("workspaces", "usage_monthly", "metric_daily", "events", "event_workspaces", "workspace_changes")
_STEPS = text("""
select collector, count(*), sum(seen), sum(api_calls), round(sum(duration_ms) / 1000.0, 1)
from sync_steps where run_id = :run group by 1 order by 5 desc nulls last
""")

_ERRORS = text(
    "select distinct left(collector || ': ' || error, 160) from sync_steps where run_id = :run and error <> ''"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument(
        "--workspaces", type=int, default=9_000, help="in three accounts with three Regions each (9,000)"
    )
    parser.add_argument("--days", type=int, default=30, help="how far back the hours reach (30)")
    parser.add_argument("--events", type=int, default=90_000, help="calls in the trails (90,000)")
    parser.add_argument("--full", action="store_true", help="100,000 WorkSpaces, 13 months, 2,000,000 events")


@contextmanager
def endpoint(sizes: dict[str, int]) -> Iterator[None]:
    """Start it; it is in the environment until the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--{name}={value}" for name, value in {"port": port, **sizes}.items()]
    command = [sys.executable, "-m", "bench._endpoint", *options]
    with subprocess.Popen(command, cwd=BACKEND) as process:  # noqa: S603
        try:
            _until(lambda: _listens(port))
            os.environ |= {
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
                "AWS_ACCESS_KEY_ID": f"{KEY}{ACCOUNTS[0]}",
                "AWS_SECRET_ACCESS_KEY": "s",
                "AWS_REGIONS": ",".join(REGIONS),
                "AWS_API_RATE": "1000",
                "AWS_API_BURST": "1000",
            }
            get_settings.cache_clear()
            yield
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _told(name: str, seconds: float, memory: int) -> dict[str, Any]:
    """What a run did, by collector."""
    with get_engine().connect() as connection:
        run, status = connection.execute(text("select id, status from sync_runs order by id desc limit 1")).one()
        steps = connection.execute(_STEPS, {"run": run}).all()
        errors = connection.execute(_ERRORS, {"run": run}).scalars().all()
    sys.stderr.write(f"{name}: {status} after {seconds:.0f} s, {memory} MB a worker process\n")
    figures: dict[str, Any] = {f"{name}_s": round(seconds, 1), f"{name}_status": status, f"{name}_peak_mb": memory}
    if errors:
        figures[f"{name}_errors"] = "; ".join(errors)
    for collector, number, seen, calls, took in steps:
        figures[f"{name}_{collector}"] = (
            f"{number} steps, {seen or 0:,} seen, {calls or 0:,} requests, {took} s together"
        )
    return figures


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Everything for the first time, then what has changed since: nothing but the newest hours."""
    sizes = FULL if arguments.full else {name: getattr(arguments, name) for name in FULL}
    with endpoint(sizes), database():
        get_redis().flushdb()
        with unit_of_work() as session:
            session.execute(text("update schedules set is_enabled = false"))
            for account in ACCOUNTS[1:]:
                role = f"arn:aws:iam::{account}:role/Reader"
                session.add(
                    AwsAccount(kind="role", account_id=account, name=account, role_arn=role, regions=list(REGIONS))
                )
        with worker() as process:
            clock = Clock()
            first = sync(LONGEST_S, collectors=None)
            figures = _told("first", first, _memory_mb(process))
            server = clock.seconds()[2]
            again = sync(LONGEST_S, collectors=None)
            figures |= _told("again", again, _memory_mb(process))
            memory = _memory_mb(process)
        with get_engine().connect() as connection:
            rows = {
                f"rows_{table}": int(connection.execute(text(f"select count(*) from {table}")).scalar_one())  # noqa: S608
                for table in TABLES
            }
            size = connection.execute(text("select pg_database_size(current_database()) / 1048576")).scalar_one()
    good = figures["first_status"] == figures["again_status"] == "succeeded"
    return {
        **sizes,
        **figures,
        **rows,
        "database_mb": int(size),
        "server_cpu_s_at_least": round(server, 1),
        "peak_memory_mb": memory,
        "target": f"{MEMORY_MB} MB",
        "reached": good and memory <= MEMORY_MB,
    }
