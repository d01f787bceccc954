"""What a WorkSpace is charged at a time: the list prices that fit its Region, size, system, licence, volumes. No I/O.

Rules and where they come from:
- Windows Server comes with its licence (`AW-HW`); a Windows desktop is always the customer's own (AWS, "Bring your own
  Windows desktop licenses"); Linux has none. Ubuntu and Rocky are priced as Amazon Linux where the list has no row of
  theirs; Red Hat is not, because AWS sells it at prices of its own.
- The fee of a month is that of the volumes included: those of its bundle, of the WorkSpace itself where its bundle is
  not known, else those with which the list prices the compute type. What is beyond is charged by the GB-month. Where
  it was made with smaller volumes than its bundle's, or the list has no price of a GB-month, its own volumes count if
  the list has a fee for them.
- The hour is priced per compute type, whatever the volumes (`price_list`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Protocol

from app.services.costs.price_store import KnownPrice
from app.services.costs.usage_types import REGIONS, Kind

CURRENCY = "USD"
CONTRACT = "contract"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
Volumes = tuple[int, int]
_VARIANT = re.compile(r"-[0-9]+$")
_SUFFIX: dict[Kind, str] = {"auto_stop_month": "-AutoStop-User", "auto_stop_hour": "-AutoStop-Usage"}
UNITS: dict[Kind, str] = {"auto_stop_hour": "Hour", "volume": "GB-Mo"}
_PREFIXES = {region: prefix for prefix, region in reversed(REGIONS.items())}
_FAMILIES = (
    ("WINDOWS_SERVER", "windows", "included"),
    ("WINDOWS", "windows", "byol"),
    ("AMAZON_LINUX", "amazon linux", "none"),
    ("UBUNTU", "ubuntu", "none"),
    ("ROCKY", "rocky", "none"),
    ("RHEL", "red hat", None),
)
_LIKE_AMAZON_LINUX = frozenset({"ubuntu", "rocky"})


@dataclass(frozen=True, slots=True)
class Machine:
    """What a price depends on, as AWS writes it; volumes in GiB as (root, user). None: not known."""

    region: str
    compute_type: str | None
    operating_system: str | None
    volumes: Volumes | None = None
    bundle_compute_type: str | None = None
    bundle_volumes: Volumes | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """A price in `currency` per `unit`. `note` says where it did not hold at the time asked about.

    `override`: the contract or discount that made it of `list_price` (None: the list does not have it).
    """

    price: Decimal
    usage_type: str
    unit: str
    currency: str
    source: str
    valid_from: datetime
    note: str | None = None
    list_price: Decimal | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True)
class Unpriced:
    """No price is known, and why; `usage_type` says what it would be the price of."""

    usage_type: str
    unit: str
    reason: str


class Adjustment(Protocol):
    """What is paid instead of the list price (`overrides`)."""

    @property
    def moments(self) -> Sequence[datetime]:
        """When it may change."""
        ...

    def __call__(self, told: Rate | Unpriced, region: str, at: datetime) -> Rate | Unpriced:
        """The price paid in a Region at a moment where the list says `told`."""
        ...


def system_of(operating_system: str | None) -> tuple[str, str | None] | None:
    """Family and licence of an operating system as AWS names it; None where it cannot be told."""
    for stem, family, licence in _FAMILIES:
        if (operating_system or "").startswith(stem):
            return family, licence
    return None


def _system_rank(price: KnownPrice, family: str, licence: str | None) -> int | None:
    """How well a price fits the system: 0 is best, None does not fit."""
    record = price.record
    if licence is not None and record.licence not in (licence, None):
        return None
    listed = (record.operating_system or "any").lower()
    if family in listed:
        return 0
    if listed == "any":
        return 1
    return 2 if family in _LIKE_AMAZON_LINUX and "amazon linux" in listed else None


def _pair(price: KnownPrice) -> Volumes | None:
    root, user = price.record.root_volume_size_gib, price.record.user_volume_size_gib
    return None if root is None or user is None else (root, user)


def _exceeds(own: Volumes, machine: Machine) -> bool:
    """Whether a volume is larger than the bundle's."""
    return machine.bundle_volumes is not None and any(
        mine > theirs for mine, theirs in zip(own, machine.bundle_volumes, strict=True)
    )


def _is_variant(price: KnownPrice) -> bool:
    return _VARIANT.search(price.record.bundle or "") is not None


def _holds(price: KnownPrice, at: datetime) -> bool:
    return price.valid_from <= at and (price.valid_to is None or at < price.valid_to)


class PriceBook:
    """Prices by what they are for. `adjustment` turns a list price into the one paid; None: the list is paid."""

    def __init__(self, prices: Iterable[KnownPrice], adjustment: Adjustment | None = None) -> None:
        self._adjustment = adjustment
        self._by_kind: dict[tuple[str | None, Kind, str | None], list[KnownPrice]] = {}
        for price in prices:
            record = price.record
            if record.currency == CURRENCY and not record.begins_at_quantity:
                self._by_kind.setdefault((record.region, record.kind, record.compute_type), []).append(price)
        self._fitting: dict[tuple[Kind, Machine], list[KnownPrice]] = {}
        self._told: dict[tuple[Kind, Machine, datetime], Rate | Unpriced] = {}

    def included(self, machine: Machine) -> Volumes | None:
        """The volumes that its monthly fee pays for; None where the list does not say."""
        prices = self._of_system("always_on_month", machine) or self._of_system("auto_stop_month", machine)
        listed = [pair for price in prices if (pair := _pair(price))]
        default = next((pair for price in prices if not _is_variant(price) and (pair := _pair(price))), None)
        same = machine.bundle_compute_type == machine.compute_type
        own = machine.volumes
        if own in listed and (not self._sells_storage(machine.region) or (same and not _exceeds(own, machine))):
            return own
        wanted = machine.bundle_volumes if machine.bundle_volumes else machine.volumes
        if wanted in listed and (same or not machine.bundle_volumes):
            return wanted
        return default

    def _sells_storage(self, region: str) -> bool:
        return bool(self._by_kind.get((region, "volume", None)))

    def extra_gib(self, machine: Machine) -> int:
        """GiB beyond the volumes included; 0 where either is not known."""
        included = self.included(machine)
        if included is None or machine.volumes is None:
            return 0
        return max(sum(machine.volumes) - sum(included), 0)

    def rate(self, kind: Kind, machine: Machine, at: datetime) -> Rate | Unpriced:
        """The price at a moment (aware), or why there is none.

        Before the oldest known price that one holds, after the last one that was listed that one; its `note` says so.
        """
        told = self._told.get((kind, machine, at))
        if told is None:
            told = self._rate(kind, machine, at)
            if self._adjustment is not None:
                told = self._adjustment(told, machine.region, at)
            self._told[kind, machine, at] = told
        return told

    def changes(self, kind: Kind, machine: Machine) -> list[datetime]:
        """The moments at which its price may change."""
        moments = {at for price in self._fit(kind, machine) for at in (price.valid_from, price.valid_to) if at}
        return sorted(moments.union(self._adjustment.moments if self._adjustment else ()))

    def _rate(self, kind: Kind, machine: Machine, at: datetime) -> Rate | Unpriced:
        prices = self._fit(kind, machine)
        found = next((price for price in prices if _holds(price, at)), None)
        note = None
        if found is None and (later := [price for price in prices if price.valid_from > at]):
            found = min(later, key=lambda price: price.valid_from)
            note = "oldest known price"
        elif found is None and prices:
            found = max(prices, key=lambda price: price.valid_to or at)
            note = "last price before it left the list"
        if found is None:
            return self._unpriced(kind, machine)
        record = found.record
        unit = record.unit or UNITS.get(kind, "Month")
        return Rate(record.price, record.usage_type, unit, record.currency, found.source, found.valid_from, note)

    def _unpriced(self, kind: Kind, machine: Machine) -> Unpriced:
        prefix = f"{_PREFIXES.get(machine.region, machine.region)}-"
        unit = UNITS.get(kind, "Month")
        if kind == "volume":
            reason = f"no price of storage beyond the bundle's is known in {machine.region}"
            return Unpriced(f"{prefix}AW-VolumeUsage", unit, reason)
        system = system_of(machine.operating_system)
        family = "HW" if system and system[1] == "included" else "HWU"
        usage_type = f"{prefix}AW-{family}-{machine.compute_type or 'UNKNOWN'}{_SUFFIX.get(kind, '')}"
        if machine.compute_type is None:
            reason = "compute type unknown"
        elif system is None:
            reason = f"operating system {machine.operating_system or 'unknown'}: its licence cannot be told"
        else:
            licence = f"licence {system[1]}" if system[1] else system[0]
            reason = f"no price of {machine.compute_type} ({licence}) is known in {machine.region}"
        return Unpriced(usage_type, unit, reason)

    def _of_system(self, kind: Kind, machine: Machine) -> list[KnownPrice]:
        """Prices of its kind and compute type that fit the system best, whatever their volumes."""
        system = system_of(machine.operating_system)
        if system is None or machine.compute_type is None:
            return []
        ranked: dict[int, list[KnownPrice]] = {}
        for price in self._by_kind.get((machine.region, kind, machine.compute_type), ()):
            rank = _system_rank(price, *system)
            if rank is not None:
                ranked.setdefault(rank, []).append(price)
        return ranked[min(ranked)] if ranked else []

    def _fit(self, kind: Kind, machine: Machine) -> Sequence[KnownPrice]:
        found = self._fitting.get((kind, machine))
        if found is None:
            found = self._fitting[kind, machine] = self._select(kind, machine)
        return found

    def _select(self, kind: Kind, machine: Machine) -> list[KnownPrice]:
        if kind == "volume":
            listed = self._by_kind.get((machine.region, kind, None), [])
            shortest = min((price.record.usage_type for price in listed), key=len, default=None)
            return [price for price in listed if price.record.usage_type == shortest]
        prices = self._of_system(kind, machine)
        if kind == "auto_stop_hour":
            return [price for price in prices if not _is_variant(price)] or prices
        included = self.included(machine)
        return [p for p in prices if _pair(p) in (included, None)] if included else prices
