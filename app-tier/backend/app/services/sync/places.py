"""Where and how often a collector reads: every Region of every account, or one endpoint for all of them.

What is asked once (the bill, the price list, the organization) is asked of the leading account: the home account, or
the first one where there is no home.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Protocol, TypeVar

from app.services.aws.endpoints import home_region
from app.services.aws.queues import Queue

ONCE = {"costs": "ce", "prices": "pricing", "organization": "organizations"}
"""Collectors that read once, and the service whose endpoint they read."""

AT_MOST_EVERY = {
    "costs": timedelta(hours=8),
    "prices": timedelta(hours=24),
    "organization": timedelta(hours=4),
}
"""How often a schedule over everything reads them: AWS itself renews the bill up to three times a day, for money."""


class Placed(Protocol):
    """An account that is read."""

    @property
    def id(self) -> int:
        """Its row."""

    @property
    def kind(self) -> str:
        """`home`, `role` or `keys`."""


Account = TypeVar("Account", bound=Placed)


def lead(accounts: Iterable[Account]) -> Account | None:
    """The account that is asked for what all have in common."""
    return min(accounts, key=lambda account: (account.kind != "home", account.id), default=None)


def regions_of(
    collector: str, regions: Iterable[str], partition: str, *, is_lead: bool, queues: Iterable[Queue] = ()
) -> tuple[str, ...]:
    """The Regions in which a collector reads an account whose own Regions, and queues, are given."""
    if collector == "event_queue":
        return tuple(dict.fromkeys(queue.region for queue in queues))
    if collector not in ONCE:
        return tuple(regions)
    endpoint = home_region(ONCE[collector], partition) if is_lead else None
    return (endpoint,) if endpoint else ()
