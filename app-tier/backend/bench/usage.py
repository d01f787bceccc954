"""Hourly points: CloudWatch's answers parsed, stitched into bitmaps and stored (PERF.md: 150,000 points/s of CPU).

Everything is as in the product (signing, botocore's parser, the sync's transactions) but for the network: the answers
are handed to the client where it would send its request.
"""

import argparse
import resource
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from botocore.awsrequest import AWSResponse

from app.db.session import unit_of_work
from app.models.models import Workspace
from app.services.aws import access
from app.services.aws.access import AccountAccess
from app.services.aws.calls import Clients, _observe
from app.services.aws.scope import Scope
from app.services.usage import reading
from bench._scratch import Clock, database

TARGET = 150_000
DAYS = 30
ACCOUNT, REGION = "111111111111", "us-east-1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How big."""
    parser.add_argument("--workspaces", type=int, default=10_000, help="WorkSpaces with a month of hours (10,000)")


class _Body:
    """The part of a urllib3 answer that botocore reads."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, *_: object, **__: object) -> list[bytes]:
        return [self._content]


class _Answers:
    """Answers GetMetricData: office hours, each WorkSpace a little different."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int, int], bytes] = {}
        self.points = 0
        self.calls = 0

    def __call__(self, request: Any, **_: Any) -> AWSResponse:
        asked = orjson.loads(request.body)
        number, start, end = len(asked["MetricDataQueries"]), int(asked["StartTime"]), int(asked["EndTime"])
        times = range(start, end, 3600)
        body = self._made.get((number, start, end))
        if body is None:
            results = [
                {
                    "Id": f"m{n}",
                    "Label": "UserConnected",
                    "StatusCode": "Complete",
                    "Timestamps": [float(at) for at in reversed(times)],
                    "Values": [float((at // 3600 - n) % 24 < 8) for at in reversed(times)],
                }
                for n in range(number)
            ]
            body = self._made[number, start, end] = orjson.dumps({"MetricDataResults": results, "Messages": []})
        self.points += number * len(times)
        self.calls += 1
        headers = {"content-type": "application/x-amz-json-1.0", "content-length": str(len(body))}
        return AWSResponse(request.url, 200, headers, _Body(body))


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """A month of every WorkSpace, then what the next hour costs."""
    now = datetime.now(UTC).replace(minute=30)
    answers = _Answers()
    keys = AccountAccess("keys", ACCOUNT, None, None, "AKIABENCH", "bench")
    aws, scope = Clients(keys), Scope(ACCOUNT, REGION)
    with database():
        with unit_of_work() as session:
            place = {"account_id": ACCOUNT, "region": REGION, "running_mode": "AUTO_STOP"}
            rows = (
                {**place, "workspace_id": f"ws-{n:09}", "created_at": now - timedelta(days=DAYS)}
                for n in range(arguments.workspaces)
            )
            session.execute(Workspace.__table__.insert(), list(rows))
        client = access.client(keys, "cloudwatch", REGION, prepare=_observe)
        client.meta.events.register("before-send.cloudwatch.GetMetricData", answers)
        reading.run("usage", aws, Scope("000000000000", REGION), now)  # connections and imports are there
        clock = Clock()
        outcome = reading.run("usage", aws, scope, now)
        wall, ours, servers = clock.seconds()
        if outcome.errors or outcome.merged.seen != arguments.workspaces:
            raise RuntimeError(f"not everything was read: {outcome}")
        points, clock = answers.points, Clock()
        reading.run("usage", aws, scope, now + timedelta(hours=1))
        _, hour_ours, hour_servers = clock.seconds()
    per_second = round(points / (ours + servers))
    return {
        "workspaces": arguments.workspaces,
        "points": points,
        "calls": answers.calls,
        "wall_s": round(wall, 2),
        "client_cpu_s": round(ours, 2),
        "server_cpu_s": round(servers, 2),
        "points_per_cpu_s": per_second,
        "target": TARGET,
        "reached": per_second >= TARGET,
        "next_hour_cpu_ms_per_1000_workspaces": round((hour_ours + hour_servers) / arguments.workspaces * 1e6),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
