"""The `usage` and `metrics` steps: asked for in pieces, each written at once, so that a killed step goes on there."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from app.db.session import get_engine
from app.services.aws.calls import Clients
from app.services.aws.collectors.metric_data import USD_PER_METRIC, Reading
from app.services.aws.collectors.metrics import MetricsCollector
from app.services.aws.collectors.usage import UsageCollector
from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.scope import Scope
from app.services.sync.outcome import Outcome
from app.services.sync.writer import Merged
from app.services.usage import days, experience, plan, store
from app.services.usage.clock import DAY_HOURS, hour_of, moment

# a step must end before the workers' time limit; what is left is read by the next
PATIENCE_S = 1200.0
Piece = Reading[Any]


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one of the two is planned, read and written; `step` hours are one period."""

    step: int
    wanted: Callable[[Connection, str, str, datetime], dict[str, int]]
    read: Callable[[Clients, Scope, Mapping[str, int], int], Iterator[Piece]]
    make_room: Callable[[Connection, int, int], None]
    write: Callable[[Connection, Scope, Sequence[Any], int], Merged]
    finish: Callable[[Connection, str, str], int]


def _nothing(connection: Connection, account_id: str, region: str) -> int:  # noqa: ARG001 - the shape of `finish`
    return 0


KINDS = {
    "usage": _Kind(1, plan.hours, UsageCollector().read, store.make_room, store.write, days.refresh),
    "metrics": _Kind(DAY_HOURS, plan.days, MetricsCollector().read, experience.make_room, experience.write, _nothing),
}


def run(kind: str, aws: Clients, scope: Scope, now: datetime | None = None, patience_s: float = PATIENCE_S) -> Outcome:
    """Read and write what is missing of an account and Region; AWS errors are in the outcome, others are raised.

    Every piece is a transaction with its own marks of how far its WorkSpaces have been read: the step can run twice,
    or be killed anywhere, with the same result.
    """
    now, how, outcome = now or datetime.now(UTC), KINDS[kind], Outcome()
    end, deadline = hour_of(now) // how.step, time.monotonic() + patience_s
    with get_engine().begin() as connection:
        wanted = how.wanted(connection, scope.account_id, scope.region, now)
    if wanted:
        with get_engine().begin() as connection:
            how.make_room(connection, min(wanted.values()), end)
    metrics = 0
    for piece in how.read(aws, scope, wanted, end):
        with get_engine().begin() as connection:
            outcome.add(how.write(connection, scope, piece.rows, end))
        outcome.errors += piece.errors
        metrics += piece.metrics
        left = len(wanted) - outcome.merged.seen
        if left and time.monotonic() > deadline:
            outcome.errors.append(("GetMetricData", _unfinished(kind, left, len(wanted))))
            break
    with get_engine().begin() as connection:
        how.finish(connection, scope.account_id, scope.region)
    outcome.detail = {
        "read_from": moment(min(wanted.values(), default=end) * how.step).isoformat().replace("+00:00", "Z"),
        "read_to": moment(end * how.step).isoformat().replace("+00:00", "Z"),
        "workspaces": len(wanted),
        "metrics_requested": metrics,
        "cost_usd": round(metrics * USD_PER_METRIC, 6),
    }
    return outcome


def _unfinished(kind: str, left: int, of: int) -> AwsError:
    message = f"{left} of {of} WorkSpaces are still to be read for '{kind}'; the next sync goes on there."
    return AwsError(ErrorKind.INTERNAL, "Unfinished", message)
