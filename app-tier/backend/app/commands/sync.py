"""`sync`: start a sync, and with `--wait` follow it to its end."""

import argparse
import sys
from typing import Any

from redis.client import PubSub
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from app.core.problems import Conflict, Problem
from app.core.redis import get_redis, stream_channel
from app.db.session import SessionLocal
from app.schemas.sync import SyncDetail
from app.services.sync import progress, runs
from app.services.sync.requests import Extent

LOOK_EVERY_S = 2.0


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("sync", help="start a sync (a worker does it)")
    parser.add_argument("--collectors", nargs="+", metavar="NAME", help="only these (all)")
    parser.add_argument("--accounts", nargs="+", metavar="ID", help="only these accounts (all)")
    parser.add_argument("--regions", nargs="+", metavar="NAME", help="only these Regions (all)")
    parser.add_argument("--wait", action="store_true", help="follow it to its end; exit code 1 when it failed")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Start it, or with `--wait` follow the one that is already running; 1 with the reason when it fails."""
    extent = Extent(arguments.collectors, arguments.accounts, arguments.regions)
    try:
        messages = get_redis().pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]  # redis-py
        messages.subscribe(stream_channel())
        run_id = _start(extent, wait=arguments.wait)
        return _follow(run_id, messages) if arguments.wait else 0
    except Problem as problem:
        return _complain(problem.detail)
    except RedisError:
        return _complain("The task queue (Redis) cannot be reached. Check REDIS_URL, or start it.")
    except SQLAlchemyError as error:
        return _complain(f"The database does not answer as it should: {str(error).splitlines()[0]}")


def _start(extent: Extent, *, wait: bool) -> int:
    try:
        run_id = runs.start(extent, "cli", "cli")
    except Conflict as conflict:
        running = conflict.extra.get("sync_id")
        if not wait or not isinstance(running, int):
            raise
        print(f"sync {running} is already running over some of the same; following it")
        return running
    print(f"sync {run_id} started")
    return run_id


def _follow(run_id: int, messages: PubSub) -> int:
    shown = ""
    while True:
        with SessionLocal() as session:
            detail = runs.get(session, None, run_id)
        line = f"{detail.status}: {detail.steps_done} of {detail.steps_total} steps, {detail.seen} rows read"
        if line != shown:
            print(line, flush=True)
            shown = line
        if detail.status not in progress.ACTIVE:
            return _summary(detail)
        messages.get_message(timeout=LOOK_EVERY_S)


def _summary(detail: SyncDetail) -> int:
    workspaces = sum(step.seen for step in detail.steps if step.collector == "workspaces")
    print(
        f"sync {detail.id} {detail.status}: {workspaces} WorkSpaces seen, {detail.created} rows created, "
        f"{detail.updated} updated, {detail.retired} retired"
    )
    for step in detail.steps:
        if step.error:
            print(f"  {step.account_id} {step.region} {step.collector}: {step.error}", file=sys.stderr)
    if detail.status in ("succeeded", "partial"):
        return 0
    return _complain(detail.error or f"The sync was {detail.status}.")


def _complain(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 1
