"""The cost of a whole month as settings and prices are, and as they might be. Pure functions over groups of WorkSpaces.

WorkSpaces that a price cannot tell apart are one group, with the sum of their hours: 100,000 become a few hundred.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from app.services.costs.model import BY_HOUR, BY_MONTH
from app.services.costs.price_book import Machine, PriceBook, Unpriced
from app.services.costs.usage_types import Kind

CHEAPEST = "CHEAPEST"


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

    def chosen(self, account_id: str, setup: Setup, hours: int | None, count: int) -> Setup:
        """The setup with the mode that costs less where the cheapest is asked for; by the hour where they are equal.

        Where one of the two is not known it is that one, so that the cost is not known either.
        """
        if setup.mode != CHEAPEST:
            return setup
        hourly, monthly = (Setup(mode, setup.machine) for mode in (BY_HOUR, "ALWAYS_ON"))
        costs = [self.cost(account_id, one, count, hours) for one in (hourly, monthly)]
        if isinstance(costs[0], str) or isinstance(costs[1], str):
            return hourly if isinstance(costs[0], str) else monthly
        return hourly if costs[0] <= costs[1] else monthly

    def cost(self, account_id: str, setup: Setup, count: int, hours: int | None) -> Decimal | str:
        """What a month costs `count` WorkSpaces that together run `hours`, or why that is not known."""
        tariff = self.tariff(account_id, setup)
        if isinstance(tariff, str) or tariff.hourly is None:
            return tariff if isinstance(tariff, str) else tariff.fixed * count
        if hours is None:
            return "its hours of the month were not measured"
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
