"""The SQS queues that EventBridge fills, by their ARNs: account, Region and partition stand in the name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

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


class Known(Protocol):
    """An account that is read."""

    @property
    def account_id(self) -> str | None:
        """Its id, once it is known."""


def configured() -> tuple[Queue, ...]:
    """The queues of EVENT_QUEUE_ARNS."""
    return tuple(Queue.of(arn) for arn in get_settings().event_queue_arns)


def readers(accounts: Iterable[Known], lead: Known | None) -> Mapping[str, tuple[Queue, ...]]:
    """Which account reads which queues: its own, and the leading one those of accounts that are not configured."""
    ids = {account.account_id for account in accounts if account.account_id}
    found: dict[str, tuple[Queue, ...]] = {}
    for queue in configured():
        reader = queue.owner if queue.owner in ids else lead.account_id if lead else None
        if reader:
            found[reader] = (*found.get(reader, ()), queue)
    return found
