"""What a collector gives back: typed records of a scope, the errors it met, and whether the listing is whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, Protocol, TypeVar

from app.services.aws.calls import Clients
from app.services.aws.errors import AwsError
from app.services.aws.scope import Scope

Row = TypeVar("Row")


@dataclass(slots=True)
class Batch(Generic[Row]):
    """Records of one scope. `complete` only if nothing failed: only then does absence mean gone."""

    scope: Scope
    rows: list[Row] = field(default_factory=list)
    errors: list[tuple[str, AwsError]] = field(default_factory=list)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @contextmanager
    def guard(self, what: str) -> Iterator[None]:
        """Record an AWS error of the block under the name of what was asked, neither raising nor hiding it."""
        try:
            yield
        except AwsError as error:
            self.errors.append((what, error))

    @property
    def complete(self) -> bool:
        """Whether the scope was read whole."""
        return not self.errors


class Collector(Protocol):
    """One kind of resource. `actions` are the IAM actions it needs; `after` the collectors it builds on."""

    @property
    def kind(self) -> str:
        """Its name in the contract."""

    @property
    def actions(self) -> tuple[str, ...]:
        """IAM actions."""

    @property
    def after(self) -> tuple[str, ...]:
        """Collectors of the same scope that have to end first."""

    def collect(self, aws: Clients, scope: Scope) -> Batch[Any]:
        """Read the scope."""
