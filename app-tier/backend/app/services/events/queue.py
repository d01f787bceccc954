"""What EventBridge tells through a queue, dealt with: stored, the WorkSpaces looked at again, the change explained.

A message is deleted only after what it says is committed. What dies in between comes again and changes nothing.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.core.redis import get_redis
from app.db.session import SessionLocal, get_engine
from app.models.accounts import AwsAccount
from app.services.aws.calls import Clients
from app.services.aws.collectors.event_queue import EventQueueCollector
from app.services.aws.collectors.workspaces import WorkspacesCollector
from app.services.aws.errors import AwsError
from app.services.aws.patience import RedisFailures
from app.services.aws.queues import Queue, readers
from app.services.aws.rate import RateUnavailable, RedisRateLimit, Unlimited
from app.services.aws.scope import Scope
from app.services.events.arrivals import Place, Taken, take
from app.services.events.explaining import explain
from app.services.sync import locks, progress
from app.services.sync.access import access_to
from app.services.sync.outcome import Outcome
from app.services.sync.targets import TARGETS
from app.services.sync.writer import Merged, merge

# a step only empties the queue; who waits for more is the listener
STEP_S = 60.0
MOST_LOOKED_AT = 50  # two calls: what is more than that is left to the next listing
SINCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Estate:
    """The accounts that are configured, and which of them reads which queue."""

    accounts: Mapping[str, AwsAccount]
    readers: Mapping[str, tuple[Queue, ...]]
    places: frozenset[Place]

    @classmethod
    def load(cls, session: Session) -> "Estate":
        """As the database says now."""
        enabled = select(AwsAccount).where(AwsAccount.is_enabled, AwsAccount.account_id.is_not(None))
        found = session.scalars(enabled.order_by(AwsAccount.id)).all()
        accounts = {str(account.account_id): account for account in found}
        default = get_settings().regions
        read = frozenset((name, region) for name, one in accounts.items() for region in one.regions or default)
        home = next((name for name, one in accounts.items() if one.kind == "home"), None)
        return cls(accounts, readers(accounts, home), read)

    def clients(self, account_id: str) -> Clients:
        """The AWS of an account, within the budget that all workers share. Raises AwsError."""
        settings = get_settings()
        limit = RedisRateLimit(get_redis(), settings.aws_api_rate, settings.aws_api_burst)
        return Clients(access_to(self.accounts[account_id]), limit, failures=RedisFailures(get_redis()))


class Source:
    """One queue, as the account that reads it sees it. Raises AwsError."""

    def __init__(self, aws: Clients, scope: Scope, queue: Queue) -> None:
        aws.limit = Unlimited()  # SQS has no limit worth a budget
        self._aws, self._scope, self._queue = aws, scope, queue
        self._collector = EventQueueCollector()
        self._url = self._collector.url(aws, scope, queue)

    def deliver(self, wait_s: int, sums: Taken) -> bool:
        """Deal with up to ten messages and add them to the sums; False where none came within the time."""
        messages = self._collector.receive(self._aws, self._scope, self._url, wait_s)
        if not messages:
            return False
        with SessionLocal() as session:  # as it is now: an account may have come since this queue was opened
            estate = Estate.load(session)
        taken = take(get_engine(), self._queue.arn, messages, estate.places, datetime.now(UTC))
        sums.add(taken)
        if taken.stored:
            _look_again(estate, taken)
            _explain(taken)
        _tell(taken)
        self._collector.delete(self._aws, self._scope, self._url, messages)
        return True


def run(aws: Clients, scope: Scope) -> Outcome:
    """The `event_queue` step: empty the queues of an account and Region. AWS errors are in the outcome."""
    outcome, deadline, sums = Outcome(), time.monotonic() + STEP_S, Taken()
    with SessionLocal() as session:
        estate = Estate.load(session)
    for queue in estate.readers.get(scope.account_id, ()):
        if queue.region != scope.region:
            continue
        try:
            source = Source(aws, scope, queue)
            while time.monotonic() < deadline and source.deliver(1, sums):
                pass
        except AwsError as error:
            outcome.errors.append(("ReceiveMessage", error))
    outcome.detail = {"read_to": datetime.now(UTC).isoformat().replace("+00:00", "Z")}
    outcome.merged = Merged(seen=sums.received, created=sums.stored, updated=sums.logins)
    return outcome


def _look_again(estate: Estate, taken: Taken) -> None:
    """Ask AWS how the WorkSpaces are that a call was about. While a listing is under way it is left to that one.

    Nothing hangs on it: what AWS does not tell now, the next listing does.
    """
    for (account_id, region), ids in taken.changed().items():
        with locks.alone(locks.STEPS, locks.key(account_id, region, "workspaces")) as mine:
            if not mine:
                continue
            scope = Scope(account_id, region)
            try:
                batch = WorkspacesCollector().some(estate.clients(account_id), scope, ids[:MOST_LOOKED_AT])
            except (AwsError, RateUnavailable):
                continue
            with get_engine().begin() as connection:
                merge(
                    connection,
                    TARGETS["workspaces"],
                    account_id,
                    region,
                    batch.rows,
                    seen_at=batch.started_at,
                    complete=False,
                )


def _explain(taken: Taken) -> None:
    """Who made, ended and changed what: the same joining of inventory and trail as after a reading of it."""
    since: dict[Place, datetime] = {}
    for arrival in taken.arrivals:
        record = arrival.record
        place = (record.account_id, record.region)
        if arrival.login is None:
            since[place] = min(since.get(place, record.event_time), record.event_time)
    for (account_id, region), at in sorted(since.items()):
        with get_engine().begin() as connection:
            explain(connection, Scope(account_id, region), at - SINCE)


def _tell(taken: Taken) -> None:
    if taken.stored or taken.logins:
        for account_id in sorted({arrival.record.account_id for arrival in taken.arrivals}):
            for dataset in ("events", "workspaces"):
                progress.publish_data(dataset, account_id)
