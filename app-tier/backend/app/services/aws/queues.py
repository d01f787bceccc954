"""The SQS queues that EventBridge fills, by their ARNs: account, Region and partition stand in the name."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.core.config import get_settings


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue. `owner` is the account that has it."""

    arn: str
    region: str
    owner: str
    name: str

    @classmethod
    def of(cls, arn: str) -> "Queue":
        """The queue of a checked ARN (`core.config`)."""
        _, _, _, region, owner, name = arn.split(":")
        return cls(arn, region, owner, name)


def configured() -> tuple[Queue, ...]:
    """The queues of EVENT_QUEUE_ARNS."""
    return tuple(Queue.of(arn) for arn in get_settings().event_queue_arns)


def readers(account_ids: Collection[str], home_id: str | None) -> Mapping[str, tuple[Queue, ...]]:
    """Which account reads which queues: its own, and the home account those of accounts that are not configured."""
    found: dict[str, tuple[Queue, ...]] = {}
    for queue in configured():
        reader = queue.owner if queue.owner in account_ids else home_id
        if reader:
            found[reader] = (*found.get(reader, ()), queue)
    return found
