"""What the rules know of one WorkSpace: plain values, gathered by others. None is unknown, never 0."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from app.services.usage.bitmap import Hours

AUTO_STOP, ALWAYS_ON = "AUTO_STOP", "ALWAYS_ON"
Volumes = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rates:
    """What a WorkSpace would pay with one compute type from the next month on, in USD; None: no price is known.

    `included`: GiB (root, user) that fee and base pay for; `extra_gib` beyond them cost `gib` each a month.
    """

    month: Decimal | None = None
    base: Decimal | None = None
    hour: Decimal | None = None
    gib: Decimal | None = None
    extra_gib: int = 0
    included: Volumes | None = None
    source: str | None = None
    valid_from: date | None = None

    @property
    def storage(self) -> Decimal | None:
        """Storage beyond the volumes included, a month."""
        if not self.extra_gib:
            return Decimal(0)
        return None if self.gib is None else self.gib * self.extra_gib

    def monthly(self, running_mode: str | None, hours: Decimal | None) -> Decimal | None:
        """A month with so many billed hours; None where a part of it is not known."""
        if self.storage is None:
            return None
        if running_mode == ALWAYS_ON:
            return None if self.month is None else self.month + self.storage
        if running_mode != AUTO_STOP or self.base is None or self.hour is None or hours is None:
            return None
        return self.base + self.hour * hours + self.storage


@dataclass(frozen=True, slots=True)
class Load:
    """One day (UTC): the 95th percentiles of CPU and memory, and how full the volumes were at most, in per cent."""

    day: date
    cpu_p95: float | None = None
    memory_p95: float | None = None
    root_volume_max: float | None = None
    user_volume_max: float | None = None


@dataclass(frozen=True, slots=True)
class Directory:
    """What the directory told of the user, and when; `is_enabled` None where it does not say."""

    is_found: bool
    is_enabled: bool | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another living WorkSpace of the same user in the same account."""

    workspace_id: str
    region: str
    directory_id: str | None
    user_email: str | None
    last_connected_at: datetime | None
    connected_hours_30d: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """One living WorkSpace at the moment `now` (aware).

    `hours`: measured and connected hours of the last seven months.
    `begins`: its creation, or the first moment at which it is known to have existed (`begins_assumed`).
    `rates` by compute type, its own and those it could be changed to. `billable`: AWS charges for it at all.
    `is_described`: AWS has listed it, so that what the listing leaves out is left out by AWS.
    `sized_at`: the last change of its compute type, where one is known.
    """

    account_id: str
    region: str
    workspace_id: str
    now: datetime
    state: str | None = "AVAILABLE"
    user_name: str | None = None
    user_email: str | None = None
    directory_id: str | None = None
    operating_system: str | None = None
    running_mode: str | None = None
    timeout_minutes: int | None = None
    compute_type: str | None = None
    volumes: Volumes | None = None
    root_encrypted: bool | None = None
    user_encrypted: bool | None = None
    is_described: bool = False
    encryption_key: str | None = None
    tags: Mapping[str, str] | None = None
    connection_state: str | None = None
    last_connected_at: datetime | None = None
    begins: datetime | None = None
    begins_assumed: bool = False
    billable: bool = True
    hours: Hours = field(default_factory=lambda: Hours(0))
    rates: Mapping[str, Rates] = field(default_factory=dict)
    loads: tuple[Load, ...] = ()
    sized_at: datetime | None = None
    directory: Directory | None = None
    siblings: tuple[Sibling, ...] = ()
    connected_hours_30d: int | None = None

    @property
    def own(self) -> Rates:
        """The prices of what it is now."""
        return self.rates.get(self.compute_type or "", Rates())

    @property
    def today(self) -> date:
        """The day (UTC) on which it is looked at."""
        return self.now.date()
