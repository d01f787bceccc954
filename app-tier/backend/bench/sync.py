"""The sync as a whole: a Region against a plain paginator, nine at once, all collectors; with merge and usage.

A pass of all collectors is the incremental one: the marks of a reading three hours ago are put into the tables, because
a simulated AWS would take hours to draw the 455 days before.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config
from sqlalchemy import select, text

from app.core.config import get_settings
from app.core.redis import get_redis
from app.db.session import get_engine, unit_of_work
from app.models.models import AwsAccount, SyncRun
from app.services.sync import runs, ticking
from app.services.sync.requests import Extent
from bench import merge, usage
from bench._scratch import database

BACKEND = Path(__file__).parents[1]
DEMO = BACKEND.parent / "demo-aws"
REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-2")
LATENCY_MS, SLOTS = 40, 12
EVERYTHING_S = 3600.0
PAGINATOR, SLOWEST, MEMORY_MB = 1.5, 1.3, 400
AMONG_OTHERS = ("--alone",)
"""When all benchmarks run, the other two have their own turn."""
ENDED = ("succeeded", "partial", "failed")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument("--workspaces", type=int, default=50_000, help="of the estate (50,000: 10,000 in one Region)")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many rounds counts (3)")
    parser.add_argument("--alone", action="store_true", help="without the figures of `merge` and `usage`")


class Estate:
    """The simulated AWS."""

    def __init__(self, url: str, accounts: dict[str, Any]) -> None:
        self.url, self.home, self.members = url, accounts["home"], accounts["accounts"][:2]

    def latency(self, milliseconds: int) -> None:
        """Of every answer of the WorkSpaces API."""
        httpx.delete(f"{self.url}/_demo/faults").raise_for_status()
        if milliseconds:
            fault = {"kind": "latency", "ms": milliseconds, "service": "workspaces"}
            httpx.post(f"{self.url}/_demo/faults", json=fault).raise_for_status()

    def largest(self) -> tuple[str, str, int]:
        """Account, Region and size of the home account's largest fleet."""
        listed = httpx.get(f"{self.url}/_demo/truth", timeout=300).json()["workspaces"]
        home = Counter(item["region"] for item in listed if item["account_id"] == self.home["account_id"])
        region, number = home.most_common(1)[0]
        return self.home["account_id"], region, number

    def paginator_seconds(self, region: str) -> float:
        """What plain boto3 takes to list the Region of the home account."""
        keys = {
            "aws_access_key_id": self.home["access_key_id"],
            "aws_secret_access_key": self.home["secret_access_key"],
        }
        config = Config(retries={"mode": "adaptive", "total_max_attempts": 11})
        client = boto3.client("workspaces", region_name=region, endpoint_url=self.url, config=config, **keys)
        client.describe_workspaces(Limit=1)
        began = time.perf_counter()
        rows = [item for page in client.get_paginator("describe_workspaces").paginate() for item in page["Workspaces"]]
        seconds = time.perf_counter() - began
        if not rows:
            raise RuntimeError("the paginator found nothing")
        return seconds


def _until(done: Callable[[], bool], limit: float = 120.0) -> None:
    deadline = time.monotonic() + limit
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError("took too long")
        time.sleep(0.05)


@contextmanager
def estate(number: int) -> Iterator[Estate]:
    """Start the simulated AWS; it is in the environment until the end."""
    fleet = ["--size", str(number), "--seed", "3"]
    demo, environment = [sys.executable, "-m", "demo_aws"], {**os.environ, "PYTHONPATH": str(DEMO)}
    told = subprocess.run([*demo, "accounts", *fleet, "--json"], env=environment, check=True, capture_output=True)  # noqa: S603
    accounts = json.loads(told.stdout)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    serve = [*demo, "serve", "--port", str(port), "--rate", "0", *fleet]
    with subprocess.Popen(serve, env=environment, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            _until(lambda: _is_up(f"{url}/_demo/health"))
            os.environ |= {
                "AWS_ENDPOINT_URL": url,
                "AWS_ACCESS_KEY_ID": accounts["home"]["access_key_id"],
                "AWS_SECRET_ACCESS_KEY": accounts["home"]["secret_access_key"],
                "AWS_REGIONS": ",".join(REGIONS),
                "AWS_API_RATE": "1000",
                "AWS_API_BURST": "1000",
            }
            get_settings.cache_clear()
            yield Estate(url, accounts)
        finally:
            process.terminate()


def _is_up(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker with as many processes as the local stack has."""
    command = [sys.executable, "-m", "celery", "-A", "app.celery_app", "worker", "-c", str(SLOTS), "-l", "ERROR"]
    with subprocess.Popen(command, cwd=BACKEND, start_new_session=True) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.terminate()


_READ = """
insert into workspace_usage (account_id, region, workspace_id, usage_read_to, metrics_read_to)
select account_id, region, workspace_id, date_trunc('hour', now()) - interval '3 hours', current_date - interval '1 day'
from workspaces on conflict (account_id, region, workspace_id) do nothing;
insert into event_watermarks (account_id, region, covered_from, covered_to)
select distinct account_id, region, now() - interval '91 days', now() - interval '3 hours' from workspaces
on conflict do nothing
"""


def _as_if_read() -> None:
    """Put the marks of an earlier reading of hours, experience and events into the tables."""
    with unit_of_work() as session:
        for statement in _READ.split(";"):
            session.execute(text(statement))


def sync(limit: float = 120.0, **extent: list[str] | None) -> float:
    """Seconds from the call to the end of a run, by the database's clock: looking for the end takes time itself."""
    run_id = runs.start(Extent(**{"collectors": ["workspaces"], **extent}), "manual", "bench")

    def over() -> bool:
        ticking.quietly()  # in the place of beat
        with unit_of_work() as session:
            return session.scalar(select(SyncRun.status).where(SyncRun.id == run_id)) in ENDED

    _until(over, limit)
    with unit_of_work() as session:
        took = session.scalars(select(SyncRun.finished_at - SyncRun.created_at).where(SyncRun.id == run_id)).one()
    return float(took.total_seconds())


def _memory_mb(worker: subprocess.Popen[bytes]) -> int:
    """The most that one process of the worker has held."""
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    peaks = [Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0] for pid in children]
    return max(map(int, peaks)) // 1024


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """One Region without latency, then nine account-Regions with it."""
    with estate(arguments.workspaces) as aws, database():
        get_redis().flushdb()
        with unit_of_work() as session:
            session.execute(text("update schedules set is_enabled = false"))
            session.add_all(AwsAccount(kind="role", **{**member, "regions": list(REGIONS)}) for member in aws.members)
        account, region, number = aws.largest()
        rounds = range(arguments.rounds)
        with worker() as process:
            sync()  # the first look: the home account becomes known, the processes are warm, the fleet is stored
            for _ in rounds:
                sync()
            pairs = [(aws.paginator_seconds(region), sync(account_ids=[account], regions=[region])) for _ in rounds]
            paginator, ours = (min(pair[i] for pair in pairs) for i in (0, 1))
            aws.latency(LATENCY_MS)
            scopes = [(a, r) for a in (account, *(m["account_id"] for m in aws.members)) for r in REGIONS]
            alone = max(sync(account_ids=[a], regions=[r]) for a, r in scopes)
            together = min(sync() for _ in rounds)
            aws.latency(0)
            _as_if_read()
            everything = sync(EVERYTHING_S, collectors=None)
            memory = _memory_mb(process)
        with get_engine().connect() as connection:
            stored = connection.execute(
                text("select count(*) from workspaces where terminated_at is null")
            ).scalar_one()
            last = text("select sum(api_calls) from sync_steps where run_id = (select max(run_id) from sync_steps)")
            requests = int(connection.execute(last).scalar_one())
    reached = ours / paginator <= PAGINATOR and together / alone <= SLOWEST and memory <= MEMORY_MB
    others = {} if arguments.alone else _others()
    return {
        "workspaces": stored,
        "of_one_region": number,
        "paginator_s": round(paginator, 2),
        "sync_s": round(ours, 2),
        "times_the_paginator": round(ours / paginator, 2),
        "slowest_of_nine_alone_s": round(alone, 2),
        "nine_together_s": round(together, 2),
        "times_the_slowest": round(together / alone, 2),
        "all_collectors_incrementally_s": round(everything, 2),
        "all_collectors_requests": requests,
        "peak_memory_mb": memory,
        "target": f"{PAGINATOR}; {SLOWEST}; {MEMORY_MB} MB",
        **{name: value for name, value in others.items() if not name.endswith("_reached")},
        "reached": reached and all(value for name, value in others.items() if name.endswith("_reached")),
    }


def _others() -> dict[str, Any]:
    """The figures of `merge` and `usage` at their usual sizes, each under its name."""
    found = {}
    for name, module in (("merge", merge), ("usage", usage)):
        parser = argparse.ArgumentParser()
        module.add_arguments(parser)
        figures = module.run(parser.parse_args([]))
        found |= {f"{name}_{figure}": value for figure, value in figures.items()}
    return found
