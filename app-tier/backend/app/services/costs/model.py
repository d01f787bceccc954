"""What one WorkSpace costs in one month, charge by charge: pure functions over its life, its settings and its hours.

Rules and their sources (AWS.md, Money; AWS, WorkSpaces FAQ, "Can I switch between hourly and monthly billing?"):
- The fee of ALWAYS_ON, and the base of AUTO_STOP, post on the 1st at 00:00 UTC, running or stopped, for a WorkSpace
  that exists then, by the mode, size and volumes that it has then. Nothing of them is paid back.
- In the month of its creation they post at the creation, for the UTC days from then to the end of the month (or of the
  WorkSpace), both days counted. AWS says that it prorates and not how; days are the demo estate's README.
- AUTO_STOP -> ALWAYS_ON acts at once: what was charged stays, and the fee is added for the days left, the day of the
  switch counted. ALWAYS_ON -> AUTO_STOP acts from the next month, so that nothing is charged by the hour until then.
- AUTO_STOP hours are whole clock hours (UTC) in which it ran (services/usage/billing), each at the rate of its time.
- Storage beyond the included volumes is charged by the GB-month with the fee.
- MANUAL is billed by the month. A WorkSpace in ERROR since its creation has never come to life and is not billed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise

from app.services.costs.months import following
from app.services.costs.price_book import Machine, PriceBook, Rate, Unpriced
from app.services.costs.usage_types import Kind
from app.services.usage.bitmap import mask
from app.services.usage.clock import first_hour, hour_after, hour_of

BY_MONTH = frozenset({"ALWAYS_ON", "MANUAL"})
BY_HOUR = "AUTO_STOP"
GRACE_HOURS = 72
_PART = Decimal("0.0000000001")

EARLIER_STATE, INFERRED, BEGINS, OLD_PRICE = "earlier_state", "inferred_setting", "inferred_creation", "price_date"
ASSUMPTIONS = {
    EARLIER_STATE: "The settings of that time are not known; those known first were used.",
    INFERRED: "A setting before a change was inferred: CloudTrail tells only what it became.",
    BEGINS: "Its creation is older than the trail: it was taken to exist since its first measurement.",
    OLD_PRICE: "The price of that time is not known; the nearest known one was used.",
}


@dataclass(frozen=True, slots=True)
class Period:
    """Settings that hold from a moment (aware) until the next period; `assumed` are codes of ASSUMPTIONS."""

    begins: datetime
    running_mode: str | None
    machine: Machine
    assumed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """A WorkSpace: its periods, oldest first (the first holds from the beginning), and when it existed.

    `begins` or `ends` None: before or after all that is asked about. `never_lived`: in ERROR since its creation.
    """

    periods: tuple[Period, ...]
    begins: datetime | None = None
    ends: datetime | None = None
    begins_assumed: bool = False
    never_lived: bool = False


@dataclass(frozen=True, slots=True)
class RunningHours:
    """Bitmaps over hours from `first` (hours since 1970): measured, and running because of a connection.

    `read_to`: every hour before it was asked for and answered; None: nothing was.
    """

    first: int
    known: int = 0
    running: int = 0
    read_to: int | None = None

    def counted(self, low: int, high: int) -> tuple[int, int]:
        """Measured and running hours in [low, high)."""
        window = mask(max(low - self.first, 0), max(high - self.first, 0))
        return (self.known & window).bit_count(), (self.running & window).bit_count()


@dataclass(frozen=True, slots=True)
class Charge:
    """One amount with everything it was made of. `quantity` or `cost` None: not known, `reason` says why.

    `days` of `of_days`: the part of a month charged. `coverage`: measured hours as a part of those that have passed.
    """

    kind: Kind
    begins: datetime
    ends: datetime
    machine: Machine
    rate: Rate | Unpriced
    quantity: Decimal | None
    days: int | None = None
    of_days: int | None = None
    coverage: Decimal | None = None
    assumed: frozenset[str] = frozenset()
    unmeasured: str | None = None

    @property
    def cost(self) -> Decimal | None:
        """Quantity times price, exact."""
        if self.quantity is None or isinstance(self.rate, Unpriced):
            return None
        return self.quantity * self.rate.price

    @property
    def reason(self) -> str | None:
        """Why the cost is not known."""
        reasons = [self.rate.reason if isinstance(self.rate, Unpriced) else None, self.unmeasured]
        return "; ".join(one for one in reasons if one) or None


@dataclass(frozen=True, slots=True)
class Line:
    """The charges of one usage type in a month, summed. None: not known of at least one of them."""

    usage_type: str
    kind: Kind
    unit: str
    quantity: Decimal | None
    cost: Decimal | None
    currency: str
    price_source: str | None
    price_date: date | None
    coverage: Decimal | None
    assumed: frozenset[str]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Modelled:
    """A month of a WorkSpace; `note` says why there is no charge where there is none."""

    month: date
    charges: tuple[Charge, ...] = ()
    note: str | None = None

    @property
    def lines(self) -> list[Line]:
        """The charges by usage type, in their order."""
        grouped: dict[str, list[Charge]] = {}
        for charge in self.charges:
            grouped.setdefault(charge.rate.usage_type, []).append(charge)
        return [_line(usage_type, charges) for usage_type, charges in grouped.items()]

    @property
    def total(self) -> Decimal | None:
        """The sum of the lines; None where one of them is not known."""
        return total(line.cost for line in self.lines)


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None where one is not known."""
    made = Decimal(0)
    for amount in amounts:
        if amount is None:
            return None
        made += amount
    return made


def _line(usage_type: str, charges: Sequence[Charge]) -> Line:
    rates = [charge.rate for charge in charges if isinstance(charge.rate, Rate)]
    newest = max(rates, key=lambda rate: rate.valid_from, default=None)
    return Line(
        usage_type,
        charges[0].kind,
        charges[0].rate.unit,
        total(charge.quantity for charge in charges),
        total(charge.cost for charge in charges),
        newest.currency if newest else "USD",
        newest.source if newest else None,
        newest.valid_from.date() if newest else None,
        next((charge.coverage for charge in charges if charge.coverage is not None), None),
        frozenset().union(*(charge.assumed for charge in charges)),
        "; ".join(dict.fromkeys(charge.reason for charge in charges if charge.reason)) or None,
    )


def midnight(day: date) -> datetime:
    """When a UTC day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def cost(subject: Subject, hours: RunningHours, month: date, now: datetime, book: PriceBook) -> Modelled:
    """The month (its first day) as it stands at `now` (aware): fees that have posted, hours that have run."""
    opens, closes = midnight(month), midnight(following(month))
    start = max(opens, subject.begins or opens)
    end = min(closes, subject.ends or closes, now)
    if start >= end:
        return Modelled(month, note="It did not exist in this month.")
    if subject.never_lived:
        return Modelled(month, note="It has been in ERROR since its creation: AWS bills nothing for it.")
    periods = settings(subject, start, end)
    first = periods[0]
    made = _Month(month, opens, closes, now, subject, book)
    if first.running_mode in BY_MONTH:
        return Modelled(month, tuple(made.posted("always_on_month", start, first)))
    if first.running_mode != BY_HOUR:
        return Modelled(month, (made.unbillable(start, end, first),))
    charges = list(made.posted("auto_stop_month", start, first))
    switch = next((period for period in periods if period.running_mode in BY_MONTH), None)
    if switch is not None:
        charges.append(made.fee("always_on_month", switch.begins, closes, switch))
    charges += made.hours(periods, start, switch.begins if switch else end, hours)
    return Modelled(month, tuple(charges))


def settings(subject: Subject, start: datetime, end: datetime) -> list[Period]:
    """The periods that touch [start, end), the first of them begun with it; equal neighbours are one."""
    ordered = sorted(subject.periods, key=lambda one: one.begins)
    stops = [period.begins for period in ordered[1:]] + [end]
    made: list[Period] = []
    for period, stop in zip(ordered, stops, strict=True):
        begins = max(period.begins, start) if made else start
        same = made and replace(period, begins=made[-1].begins) == made[-1]
        if begins < min(stop, end) and not same:
            made.append(replace(period, begins=begins))
    return made


@dataclass(frozen=True, slots=True)
class _Month:
    """The charges of one month of a WorkSpace."""

    month: date
    opens: datetime
    closes: datetime
    now: datetime
    subject: Subject
    book: PriceBook

    def posted(self, kind: Kind, start: datetime, period: Period) -> Iterable[Charge]:
        """The fee or base of the month, and the storage that comes with it."""
        until = min(self.closes, self.subject.ends or self.closes) if start > self.opens else self.closes
        yield self.fee(kind, start, until, period)
        extra = self.book.extra_gib(period.machine)
        if extra:
            yield self.fee("volume", start, until, period, extra)

    def fee(self, kind: Kind, start: datetime, until: datetime, period: Period, times: int = 1) -> Charge:
        """An amount by the month for the UTC days from `start` to `until`, both counted."""
        of_days = (self.closes - self.opens).days
        days = ((until - timedelta(microseconds=1)).date() - start.date()).days + 1
        part = Decimal(times * days) / of_days
        quantity = Decimal(times) if days == of_days else part.quantize(_PART, ROUND_HALF_EVEN)
        rate = self.book.rate(kind, period.machine, start)
        assumed = self._assumed(period, rate)
        return Charge(kind, start, until, period.machine, rate, quantity, days, of_days, assumed=assumed)

    def hours(self, periods: Sequence[Period], start: datetime, end: datetime, told: RunningHours) -> Iterable[Charge]:
        """The hours of [start, end), at each change of size or price anew. The hour of a switch is still charged."""
        low, high = hour_of(start), min(hour_after(end), first_hour(following(self.month)))
        known, _ = told.counted(low, high)
        passed = max(min(high, hour_of(self.now)) - low, known)
        unmeasured = self._unmeasured(known, passed, told)
        coverage = (Decimal(known) / passed).quantize(Decimal("0.0001")) if passed else None
        for period, begins, ends in self._stretches(periods, start, end):
            a = low if begins == start else hour_after(begins)
            b = high if ends == end else hour_after(ends)
            rate = self.book.rate("auto_stop_hour", period.machine, begins)
            yield Charge(
                "auto_stop_hour",
                begins,
                ends,
                period.machine,
                rate,
                None if unmeasured else Decimal(told.counted(a, b)[1]),
                coverage=coverage,
                assumed=self._assumed(period, rate),
                unmeasured=unmeasured,
            )

    def unbillable(self, start: datetime, end: datetime, period: Period) -> Charge:
        """What nobody can charge for: the running mode says neither month nor hour."""
        unpriced = Unpriced("unknown", "Month", f"running mode {period.running_mode or 'unknown'}")
        return Charge("other", start, end, period.machine, unpriced, None, assumed=self._assumed(period, unpriced))

    def _stretches(
        self, periods: Sequence[Period], start: datetime, end: datetime
    ) -> list[tuple[Period, datetime, datetime]]:
        """Stretches of [start, end) with one price each."""
        made: list[tuple[Period, datetime, datetime]] = []
        stops = [period.begins for period in periods[1:]] + [end]
        for period, stop in zip(periods, stops, strict=True):
            ends = min(stop, end)
            if max(period.begins, start) >= ends:
                continue
            cuts = [at for at in self.book.changes("auto_stop_hour", period.machine) if period.begins < at < ends]
            for a, b in pairwise([period.begins, *cuts, ends]):
                if made and self._alike(made[-1][0], made[-1][1], period, a):
                    made[-1] = (*made[-1][:2], b)
                else:
                    made.append((period, a, b))
        return made

    def _alike(self, one: Period, at: datetime, other: Period, then: datetime) -> bool:
        rate = self.book.rate("auto_stop_hour", one.machine, at)
        return rate == self.book.rate("auto_stop_hour", other.machine, then) and one.assumed == other.assumed

    def _unmeasured(self, known: int, passed: int, told: RunningHours) -> str | None:
        """Why the hours are not known. A month that has hardly begun may not have been read yet: none so far."""
        if known or not passed:
            return None
        hour = hour_of(self.now)
        if passed <= GRACE_HOURS and told.read_to is not None and told.read_to >= hour - GRACE_HOURS:
            return None
        return "no hour of it was measured" if told.read_to is not None else "its hours have not been read"

    def _assumed(self, period: Period, rate: Rate | Unpriced) -> frozenset[str]:
        codes = set(period.assumed)
        if self.subject.begins_assumed and (self.subject.begins is None or self.subject.begins >= self.opens):
            codes.add(BEGINS)
        if isinstance(rate, Rate) and rate.note:
            codes.add(OLD_PRICE)
        return frozenset(codes)
