"""The cost of a whole month as settings and prices are, and as they might be. Pure functions over groups of WorkSpaces.

WorkSpaces that a price cannot tell apart are one group, with the sum of their hours: 100,000 become a few hundred.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from app.services.costs.model import BY_HOUR, BY_MONTH
from app.services.costs.price_book import Machine, PriceBook, Unpriced
from app.services.costs.usage_types import Kind

CHEAPEST = "CHEAPEST"
MONTH_HOURS = 31 * 24
UNMEASURED = "its hours of the month were not measured"


class Setup(NamedTuple):
    """What the cost of a WorkSpace depends on beside its hours."""

    mode: str | None
    machine: Machine


@dataclass(frozen=True, slots=True)
class Wish:
    """Settings that become others; None: as it is."""

    running_mode: str | None = None
    compute_type: str | None = None
    root_gib: int | None = None
    user_gib: int | None = None

    def of(self, setup: Setup) -> Setup:
        """The settings as wished; volumes only grow (AWS.md, Modify rules)."""
        machine = setup.machine
        if self.compute_type is not None:
            machine = replace(machine, compute_type=self.compute_type)
        if machine.volumes is not None and (self.root_gib or self.user_gib):
            root, user = machine.volumes
            machine = replace(machine, volumes=(max(root, self.root_gib or root), max(user, self.user_gib or user)))
        return Setup(self.running_mode or setup.mode, machine)


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a month costs: `fixed` whatever happens, `hourly` for each hour; None: it is not by the hour."""

    fixed: Decimal
    hourly: Decimal | None


class Choice(NamedTuple):
    """The cost of a month in the mode that is cheaper for each, and how many are in which."""

    cost: Decimal
    by_hour: int
    by_month: int


class Pricing:
    """Tariffs by the prices of one moment; each is looked up once."""

    def __init__(self, book: Callable[[str], PriceBook], at: datetime) -> None:
        self._book, self._at = book, at
        self._known: dict[tuple[str, Setup], Tariff | str] = {}

    def tariff(self, account_id: str, setup: Setup) -> Tariff | str:
        """What a month costs an account, or why that is not known."""
        key = (account_id, setup)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._tariff(self._book(account_id), setup)
        return found

    def cheapest(self, account_id: str, machine: Machine, hours: Sequence[int] | None) -> Choice | str:
        """What a month costs with the mode that is cheaper for each of the hours; by the hour where they are equal."""
        hourly, monthly = (self.tariff(account_id, Setup(mode, machine)) for mode in (BY_HOUR, "ALWAYS_ON"))
        if isinstance(hourly, str) or isinstance(monthly, str):
            return hourly if isinstance(hourly, str) else str(monthly)
        if hours is None:
            return UNMEASURED
        rate, most = hourly.hourly or Decimal(0), monthly.fixed - hourly.fixed
        whole = -1 if most < 0 else min(int(most / rate), MONTH_HOURS) if rate else MONTH_HOURS
        below = [one for one in hours if one <= whole]
        by_month = len(hours) - len(below)
        return Choice(hourly.fixed * len(below) + rate * sum(below) + monthly.fixed * by_month, len(below), by_month)

    def cost(self, account_id: str, setup: Setup, count: int, hours: int | None) -> Decimal | str:
        """What a month costs `count` WorkSpaces that together run `hours`, or why that is not known."""
        tariff = self.tariff(account_id, setup)
        if isinstance(tariff, str) or tariff.hourly is None:
            return tariff if isinstance(tariff, str) else tariff.fixed * count
        if hours is None:
            return UNMEASURED
        return tariff.fixed * count + tariff.hourly * hours

    def _tariff(self, book: PriceBook, setup: Setup) -> Tariff | str:
        if setup.mode not in BY_MONTH and setup.mode != BY_HOUR:
            return f"running mode {setup.mode or 'unknown'}"
        by_hour = setup.mode == BY_HOUR
        kinds: tuple[Kind, ...] = ("auto_stop_month", "auto_stop_hour") if by_hour else ("always_on_month",)
        extra = book.extra_gib(setup.machine)
        prices = []
        for kind in (*kinds, *(("volume",) if extra else ())):
            rate = book.rate(kind, setup.machine, self._at)
            if isinstance(rate, Unpriced):
                return rate.reason
            prices.append(rate.price)
        fixed = prices[0] + (prices[-1] * extra if extra else 0)
        return Tariff(fixed, prices[1] if by_hour else None)
