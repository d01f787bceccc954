"""Near-real-time: somebody always listens to each event queue, by long polling, and makes room when others wait.

A listener is a task like any other. It holds the queue's lock while it listens; where nobody does, the tick asks a
worker to. It leaves after a while, and at once when the queue is empty and work waits that it keeps from being done.
"""

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.redis import get_redis
from app.db.session import SessionLocal, unit_of_work
from app.models.events import EventQueue
from app.services.aws.errors import AwsError
from app.services.aws.queues import Queue, configured
from app.services.aws.scope import Scope
from app.services.events.arrivals import Taken
from app.services.events.queue import Estate, Source
from app.services.sync import coverage, dispatch, locks

log = logging.getLogger(__name__)
KIND = "event_queue"
LISTEN_S = 300.0
WAIT_S = 10  # of at most 20: for so long a worker cannot be had for anything else
SENT_FOR_S = 60
"""For so long the tick does not send another; after an error this is the pause before the next attempt."""
TOLD_EVERY = timedelta(seconds=30)
USD_PER_REQUEST = 0.40 / 1_000_000  # standard queues; https://aws.amazon.com/sqs/pricing


def send_missing() -> None:
    """Ask for a listener to each queue that nobody listens to. Raises RedisError."""
    queues = configured()
    if not queues:
        return
    with SessionLocal() as session:
        busy = locks.held(session.connection(), locks.QUEUES)
    for queue in queues:
        if locks.key(queue.arn) not in busy and get_redis().set(_mark(queue.arn), "1", ex=SENT_FOR_S, nx=True):
            dispatch.send_listener(queue.arn)


def listen(queue_arn: str) -> None:
    """Listen to the queue, unless somebody does. AWS errors are written into the coverage; others are raised."""
    queue = next((queue for queue in configured() if queue.arn == queue_arn), None)
    if queue is None:
        return
    with locks.alone(locks.QUEUES, locks.key(queue_arn)) as mine:
        again = mine and _listen(queue)
    if again:
        get_redis().delete(_mark(queue_arn))
        send_missing()


def _listen(queue: Queue) -> bool:
    """Whether to go on at once: its time is over, and nothing went wrong."""
    with SessionLocal() as session:
        estate = Estate.load(session)
    reader = next((account_id for account_id, queues in estate.readers.items() if queue in queues), None)
    if reader is None:  # the first sync finds the home account
        get_redis().delete(_mark(queue.arn))
        return False
    scope, began = Scope(reader, queue.region), time.monotonic()
    watch = _Watch(scope, queue)
    try:
        source = Source(watch.aws(estate), scope, queue)
        while time.monotonic() < began + LISTEN_S:
            is_wanted = _is_in_the_way()
            news = source.deliver(0 if is_wanted else WAIT_S, Taken())
            watch.tell(news=news)
            if is_wanted and not news:
                get_redis().delete(_mark(queue.arn))  # the next tick may send another
                return False
    except AwsError as error:
        watch.fail(error)
        return False
    except RedisError as error:
        log.warning("listening ended: the task queue is away", extra={"queue": queue.arn, "error": str(error)})
        return False
    return True


def _is_in_the_way() -> bool:
    """Whether work waits for this worker: what is for soon, or anything while nobody else works on a step.

    The first months of hours and events keep every worker busy for a long time; live changes do not wait for their end.
    Raises RedisError.
    """
    if dispatch.queued_soon():
        return True
    if not dispatch.queued():
        return False
    with SessionLocal() as session:
        return not locks.held(session.connection(), locks.STEPS)


class _Watch:
    """Writes the coverage of a queue: when something came, and now and then that nothing did."""

    def __init__(self, scope: Scope, queue: Queue) -> None:
        self._scope, self._queue = scope, queue
        self._clients: Any = None
        self._told = datetime.min.replace(tzinfo=UTC)
        self._counted = 0

    def aws(self, estate: Estate) -> Any:
        """The AWS of the account that reads the queue. Raises AwsError."""
        self._clients = estate.clients(self._scope.account_id)
        return self._clients

    def tell(self, *, news: bool) -> None:
        """It was read just now."""
        if news or datetime.now(UTC) >= self._told + TOLD_EVERY:
            self._record([])

    def fail(self, error: AwsError) -> None:
        """It could not be read."""
        log.warning("event queue not read", extra={"queue": self._queue.arn, "error": error.message})
        self._record([("ReceiveMessage", error)])

    def _record(self, errors: list[tuple[str, AwsError]]) -> None:
        self._told = datetime.now(UTC)
        made = self._clients.calls if self._clients else 0
        calls, self._counted = made - self._counted, made
        with unit_of_work() as session:
            coverage.record(
                session,
                self._scope.account_id,
                self._scope.region,
                KIND,
                started_at=self._told,
                errors=errors,
                read_some=False,
                throttled=self._clients.throttled if self._clients else 0,
                calls=calls,
                detail={**counts(session, self._queue.arn), "cost_usd": calls * USD_PER_REQUEST},
            )


def counts(session: Session, queue_arn: str) -> dict[str, Any]:
    """What has come out of the queue so far, for the coverage page."""
    row = session.scalars(select(EventQueue).where(EventQueue.queue_arn == queue_arn)).one_or_none()
    if row is None:
        return {"queue_arn": queue_arn}
    names = ("received", "stored", "logins", "ignored", "put_aside")
    times = {name: getattr(row, name) for name in ("last_received_at", "last_event_at")}
    return {
        "queue_arn": queue_arn,
        **{name: getattr(row, name) for name in names},
        **{name: at.isoformat().replace("+00:00", "Z") for name, at in times.items() if at},
    }


def _mark(queue_arn: str) -> str:
    return f"wsi:listener:{queue_arn}"
