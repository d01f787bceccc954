"""What AWS bills for the fleet: a month of a WorkSpace as usage lines, and their sums by day.

- ALWAYS_ON (and MANUAL): the monthly fee on the 1st, running or not; in the month of creation the days lived of it.
- AUTO_STOP: the monthly base on the 1st (prorated likewise) and every billed hour.
- AUTO_STOP -> ALWAYS_ON acts at once: the fee for the days left of the month. ALWAYS_ON -> AUTO_STOP acts from the next
  month: no hours are billed until then.
- Volumes beyond the bundle's are billed by the GB-month on the 1st.
Nothing is paid back when a WorkSpace is terminated in a later month.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock

from demo_aws.estate.calendar import DAY, HOUR, month_bounds, month_of
from demo_aws.estate.condition import properties
from demo_aws.estate.fleet import Fleet
from demo_aws.estate.prices import GB_MONTH, PREFIX, licence, rate
from demo_aws.estate.running import billed_hours
from demo_aws.estate.seat import Seat

COST_TAGS = ("department", "cost_centre", "environment")
"""The cost allocation tags that the company has activated."""
_PART = Decimal("0.0000000001")


@dataclass(frozen=True, slots=True)
class Line:
    """`quantity` of `unit` on a UTC day, at `price` USD each."""

    day: int
    usage_type: str
    unit: str
    quantity: Decimal
    price: Decimal

    @property
    def cost(self) -> Decimal:
        return self.quantity * self.price


def month_lines(fleet: Fleet, seat: Seat, year: int, month: int, horizon: float) -> Iterator[Line]:
    """The usage lines of one WorkSpace in one UTC month, as far as the bill has come (`horizon`, epoch seconds)."""
    opens, closes = month_bounds(year, month)
    start = max(opens, seat.created_at)
    end = min(closes, seat.terminated_at, int(horizon))
    if start >= end or seat.trouble == "ERROR":
        return
    days = (closes - opens) // DAY
    share = Decimal(1) if start == opens else _share(start, min(closes, seat.terminated_at), days)
    first = properties(seat, start)
    prefix = PREFIX[seat.directory.region]
    licensed = licence(seat.bundle) == "Included"
    rates = rate(seat.directory.region, first.compute, licensed=licensed)
    extra = first.user_gib + first.root_gib - seat.bundle.user_gib - seat.bundle.root_gib
    if extra > 0:
        yield Line(start // DAY, f"{prefix}-AW-VolumeUsage", "GB-Mo", (extra * share).quantize(_PART), GB_MONTH)
    if first.mode != "AUTO_STOP":
        yield Line(start // DAY, f"{prefix}-{rates.stem}", "Month", share, rates.always_on_month)
        return
    yield Line(start // DAY, f"{prefix}-{rates.stem}-AutoStop-User", "Month", share, rates.auto_stop_month)
    switch = next((one.at for one in seat.changes if one.kind == "mode" and start < one.at < end), None)
    if switch is not None:
        left = _share(switch, closes, days)
        yield Line(switch // DAY, f"{prefix}-{rates.stem}", "Month", left, rates.always_on_month)
    yield from _hour_lines(fleet, seat, start, switch or end, prefix, licensed=licensed)


def _share(start: int, end: int, days: int) -> Decimal:
    """The UTC days from `start` to `end`, both counted, as a part of the month."""
    return (Decimal((end - 1) // DAY - start // DAY + 1) / days).quantize(_PART)


def _hour_lines(fleet: Fleet, seat: Seat, start: int, end: int, prefix: str, *, licensed: bool) -> Iterator[Line]:
    by_day: defaultdict[int, int] = defaultdict(int)
    for hour in billed_hours(fleet.habits, seat, start, end):
        by_day[hour // 24] += 1
    for day, hours in by_day.items():
        compute = properties(seat, day * DAY + HOUR).compute
        rates = rate(seat.directory.region, compute, licensed=licensed)
        yield Line(day, f"{prefix}-{rates.stem}-AutoStop-Usage", "Hrs", Decimal(hours), rates.auto_stop_hour)


@dataclass(frozen=True, slots=True)
class Entry:
    """A sum on the bill: `tags` are the values of COST_TAGS, '' where there is none."""

    day: int
    account_id: str
    region: str
    usage_type: str
    unit: str
    tags: tuple[str, ...]
    quantity: Decimal
    cost: Decimal


class Bill:
    """The bill by day, account, Region, usage type and tags; closed months are summed once."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._lock = Lock()
        self._cache: dict[tuple[str, str, int, int], tuple[int, list[Entry]]] = {}

    def forget(self) -> None:
        """Sums everything anew, after a change through the API."""
        with self._lock:
            self._cache.clear()

    def month(self, account_id: str, region: str, year: int, month: int, horizon: float) -> list[Entry]:
        """All entries of one account and Region in one month, up to the UTC day of `horizon`."""
        upto = min(int(horizon) // DAY * DAY, month_bounds(year, month)[1])
        key = (account_id, region, year, month)
        with self._lock:
            cached = self._cache.get(key)
            if cached is None or cached[0] != upto:
                cached = (upto, self._sum(account_id, region, year, month, upto))
                self._cache[key] = cached
            return cached[1]

    def _sum(self, account_id: str, region: str, year: int, month: int, upto: int) -> list[Entry]:
        opens, closes = month_bounds(year, month)
        sums: defaultdict[tuple[int, str, str, tuple[str, ...], Decimal], Decimal] = defaultdict(Decimal)
        for seat in self._fleet.ever(account_id, region, opens, min(closes, upto)):
            tags = properties(seat, min(closes, upto) - 1).tags
            values = tuple(tags.get(name, "") for name in COST_TAGS)
            for line in month_lines(self._fleet, seat, year, month, upto):
                sums[(line.day, line.usage_type, line.unit, values, line.price)] += line.quantity
        return [
            Entry(day, account_id, region, usage_type, unit, values, quantity, quantity * price)
            for (day, usage_type, unit, values, price), quantity in sums.items()
        ]


def months_between(start: int, end: int) -> list[tuple[int, int]]:
    """The UTC months that [start, end) touches."""
    months = []
    at = start
    while at < end:
        months.append(month_of(at))
        at = month_bounds(*months[-1])[1]
    return months
