"""One step of a run: read a scope with a collector, write what differs, say how it went.

A step may be sent twice, run twice and be killed anywhere: the lock lets one worker in, the rows, the coverage and
the end of the step are one transaction, and a step that is `running` without a lock is taken up again by the tick.
"""

import logging
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from app.core.config import get_settings
from app.core.redis import get_redis
from app.db.session import SessionLocal, get_engine, unit_of_work
from app.models.accounts import AwsAccount
from app.models.sync import SyncRun, SyncStep
from app.models.workspaces import Workspace
from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.collectors import COLLECTORS
from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.patience import RedisFailures
from app.services.aws.rate import RateUnavailable, RedisRateLimit
from app.services.aws.scope import Scope
from app.services.aws.values import LONGEST_LINE, line
from app.services.costs import monthly
from app.services.recommendations import places
from app.services.sync import coverage, ending, locks, progress
from app.services.sync.access import access_to
from app.services.sync.outcome import Outcome
from app.services.sync.piecewise import PIECEWISE
from app.services.sync.progress import ACTIVE
from app.services.sync.targets import TARGETS
from app.services.sync.writer import merge

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 8
LOOK_EVERY_S = 1.0


class Cancelled(Exception):  # noqa: N818 - a wish, not a mistake
    """Somebody asked the run to stop."""


@dataclass(slots=True)
class Work:
    """A step that this worker has begun. `attempt` tells it from the same step begun again elsewhere."""

    step_id: int
    run_id: int
    attempt: int
    account: AwsAccount | None
    scope: Scope
    collector: str
    previous_good: datetime | None
    began: float = field(default_factory=time.monotonic)


def run_step(step_id: int) -> None:
    """Run the step, unless it has ended or another worker is on it. Raises what the database raises."""
    with SessionLocal() as session:
        step = session.get(SyncStep, step_id)
    if step is None or step.status not in ACTIVE:
        return
    with locks.alone(locks.STEPS, locks.key(step.account_id, step.region, step.collector)) as mine:
        if not mine:
            _put_back(step_id)
            return
        work = _begin(step_id)
        if work is not None:
            progress.publish_run(work.run_id)
            _do(work)
            _model_costs(work)
    ending.advance(step.run_id)


def _model_costs(work: Work) -> None:
    """Bring the modelled costs up to what the step wrote; what is left out here, the next step finds.

    Advice rests on both, and is computed when the place is not being read any more.
    """
    if monthly.after(get_engine(), work.collector, work.scope.account_id, work.scope.region):
        for dataset in ("costs", "workspaces"):
            progress.publish_data(dataset, work.scope.account_id)
    places.after(get_engine(), work.collector, work.scope.account_id, work.scope.region)


def _put_back(step_id: int) -> None:
    """Somebody else is on the scope, maybe for the run before: the next tick sends the step again."""
    with unit_of_work() as session:
        waiting = update(SyncStep).where(SyncStep.id == step_id, SyncStep.status == "queued")
        session.execute(waiting.values(dispatched_at=None))


def _begin(step_id: int) -> Work | None:
    """Mark the step as running, with what it needs to know; None where it must not run (any more)."""
    with unit_of_work() as session:
        step = session.get(SyncStep, step_id, with_for_update=True)
        run = session.get_one(SyncRun, step.run_id) if step else None
        if step is None or run is None or step.status not in ACTIVE:
            return None
        step.attempts += 1
        if run.cancel_requested or step.attempts > MAX_ATTEMPTS:
            step.status = "cancelled" if run.cancel_requested else "failed"
            step.error = step.error or (None if run.cancel_requested else f"Given up after {MAX_ATTEMPTS} attempts.")
            step.complete, step.finished_at = False, func.now()
            return None
        step.status, step.started_at = "running", func.now()
        account = session.scalars(select(AwsAccount).where(AwsAccount.account_id == step.account_id)).one_or_none()
        live = select(Workspace.workspace_id, Workspace.bundle_id).where(
            Workspace.account_id == step.account_id, Workspace.region == step.region, Workspace.terminated_at.is_(None)
        )
        rows = session.execute(live.order_by(Workspace.workspace_id)).all()
        bundles = tuple(sorted({row.bundle_id for row in rows if row.bundle_id}))
        scope = Scope(step.account_id, step.region, tuple(row.workspace_id for row in rows), bundles)
        good = coverage.previous_good(session, step.account_id, step.region, step.collector)
        return Work(step.id, step.run_id, step.attempts, account, scope, step.collector, good)


def _do(work: Work) -> None:
    watch = _Watch(work)
    try:
        if work.collector in PIECEWISE:
            began = datetime.now(UTC)
            _end_pieces(work, _read_in_pieces(work, watch), watch, began)
        else:
            _end(work, _collect(work, watch), watch)
    except Cancelled:
        _close(work, watch, "cancelled")
    except RateUnavailable as error:
        log.warning("step put back", extra={"step": work.step_id, "error": str(error)})
        _close(work, watch, "queued", str(error))
    except SoftTimeLimitExceeded:
        kept = "The next one goes on where it was." if work.collector in PIECEWISE else "What it had read was not kept."
        _close(work, watch, "failed", f"The step took longer than a step may. {kept}")
    except DBAPIError:
        raise  # the step stays `running` without a lock: the tick takes it up again
    except Exception as error:
        _close(work, watch, "failed", line(f"Unexpected {type(error).__name__}: {error}"))
        raise


def _clients(work: Work, watch: "_Watch") -> Clients:
    """The AWS of the step's account, within the shared budget. Raises AwsError."""
    settings = get_settings()
    limit = RedisRateLimit(get_redis(), settings.aws_api_rate, settings.aws_api_burst)
    if work.account is None:
        message = f"Account {work.scope.account_id} is not configured any more."
        raise AwsError(ErrorKind.INVALID, "NoAccount", message)
    watch.aws = Clients(access_to(work.account), limit, watch, RedisFailures(get_redis()))
    return watch.aws


def _collect(work: Work, watch: "_Watch") -> Batch[Any]:
    batch: Batch[Any] = Batch(work.scope)
    with batch.guard("sign in"):
        return COLLECTORS[work.collector].collect(_clients(work, watch), work.scope)
    return batch


def _read_in_pieces(work: Work, watch: "_Watch") -> Outcome:
    """Read and write at once; each piece is a transaction of its own, in which it also marks how far it came."""
    try:
        return PIECEWISE[work.collector].run(_clients(work, watch), work.scope)
    except AwsError as error:
        return Outcome(errors=[("sign in", error)])


class _Watch:
    """Looks once a second, between requests, whether the run is to stop, and says how many calls were made."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.aws: Clients | None = None
        self._next = time.monotonic() + LOOK_EVERY_S

    @property
    def counts(self) -> dict[str, int]:
        """Calls made and refused so far."""
        return {"api_calls": self.aws.calls, "throttled": self.aws.throttled} if self.aws else {}

    def __call__(self) -> None:
        """Raises Cancelled when the run is to stop, or when the step was begun again elsewhere."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LOOK_EVERY_S
        with unit_of_work() as session:
            if not session.scalar(_mine(self.work, **self.counts)):
                raise Cancelled
            if session.scalar(select(SyncRun.cancel_requested).where(SyncRun.id == self.work.run_id)):
                raise Cancelled
        progress.publish_run(self.work.run_id)


def _mine(work: Work, **values: Any) -> ReturningUpdate[tuple[int]]:
    """An update of the step that only acts while this attempt is the one that counts."""
    mine = (SyncStep.id == work.step_id, SyncStep.status == "running", SyncStep.attempts == work.attempt)
    return update(SyncStep).where(*mine).values({"attempts": work.attempt, **values}).returning(SyncStep.id)


def _end(work: Work, batch: Batch[Any], watch: _Watch) -> None:
    """Rows, coverage and the end of the step, in one transaction."""
    scope, target = work.scope, TARGETS[work.collector]
    outcome = Outcome(errors=batch.errors)
    with unit_of_work() as session:
        if batch.rows or batch.complete:
            outcome.merged = merge(
                session.connection(),
                target,
                scope.account_id,
                scope.region,
                batch.rows,
                seen_at=batch.started_at,
                complete=batch.complete,
                previous_good=work.previous_good,
                sync_id=work.run_id,
            )
        _tell(session, work, watch, outcome, batch.started_at)
    if outcome.merged.wrote:
        progress.publish_data(target.dataset, scope.account_id)


def _end_pieces(work: Work, outcome: Outcome, watch: _Watch, began: datetime) -> None:
    """Coverage and the end of the step; the rows are there already."""
    with unit_of_work() as session:
        _tell(session, work, watch, outcome, began)
    if outcome.merged.wrote:
        for dataset in PIECEWISE[work.collector].datasets:
            progress.publish_data(dataset, work.scope.account_id)


def _tell(session: Session, work: Work, watch: _Watch, outcome: Outcome, began: datetime) -> None:
    """Write down how the step went. Raises Cancelled when it was begun again elsewhere, so that nothing is left."""
    read_some, complete = bool(outcome.merged.seen), not outcome.errors
    coverage.record(
        session,
        work.scope.account_id,
        work.scope.region,
        work.collector,
        started_at=began,
        errors=outcome.errors,
        read_some=read_some,
        throttled=watch.counts.get("throttled", 0),
        calls=watch.counts.get("api_calls", 0),
        detail=outcome.detail,
    )
    status = "succeeded" if complete else "partial" if read_some else "failed"
    values = {**watch.counts, **_outcome(work, status), **_errors(outcome), **asdict(outcome.merged)}
    if not session.scalar(_mine(work, complete=complete, **values)):
        raise Cancelled


def _outcome(work: Work, status: str) -> dict[str, Any]:
    elapsed = round((time.monotonic() - work.began) * 1000)
    return {"status": status, "finished_at": func.now(), "duration_ms": elapsed}


def _errors(outcome: Outcome) -> dict[str, Any]:
    if not outcome.errors:
        return {"error": None, "error_kind": None}
    first = outcome.errors[0][1]
    more = len(outcome.errors) - 1
    told = f"{line(first.message, LONGEST_LINE - 20)} (and {more} more)" if more else first.message
    return {"error": told, "error_kind": first.kind.value}


def _close(work: Work, watch: _Watch, status: str, error: str | None = None) -> None:
    """End the step without having written rows, or put it back into the queue."""
    values: dict[str, Any] = {"status": "queued", "error": error, "dispatched_at": func.now()}
    if status != "queued":
        values = {**_outcome(work, status), "complete": False, "error": error}
    with unit_of_work() as session:
        session.scalar(_mine(work, **watch.counts, **values))
