"""Collectors that write while they read, because there is too much to hold or to lose: each goes on where it was."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.services.accounts import organization
from app.services.aws.calls import Clients
from app.services.aws.scope import Scope
from app.services.costs import reading as costs
from app.services.events import queue as event_queue
from app.services.events import reading as events
from app.services.people import reading as people
from app.services.sync.outcome import Outcome
from app.services.usage import reading as usage


@dataclass(frozen=True, slots=True)
class Piecewise:
    """How to read and write a scope. AWS errors are in the outcome; what `aws.check` raises goes through.

    `datasets`: those of the catalogue whose rows it writes.
    """

    run: Callable[[Clients, Scope], Outcome]
    datasets: tuple[str, ...]


PIECEWISE: dict[str, Piecewise] = {
    "usage": Piecewise(partial(usage.run, "usage"), ("usage", "workspaces")),
    "metrics": Piecewise(partial(usage.run, "metrics"), ()),
    "events": Piecewise(events.run, ("events",)),
    "event_queue": Piecewise(event_queue.run, ("events", "workspaces")),
    "costs": Piecewise(costs.costs, ("costs",)),
    "prices": Piecewise(costs.prices, ()),
    "organization": Piecewise(organization.run, ("workspaces",)),
    "people": Piecewise(people.run, ("workspaces",)),
}
