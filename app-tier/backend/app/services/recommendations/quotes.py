"""What WorkSpaces would pay with each compute type, from the price book: worked out once for all that are alike."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from app.services.costs.price_book import Machine, PriceBook, Rate
from app.services.costs.usage_types import Kind
from app.services.recommendations.rules.facts import Rates
from app.services.recommendations.rules.sizes import SIZES


class Quotes:
    """Rates that hold at a moment (aware)."""

    def __init__(self, book: PriceBook, at: datetime) -> None:
        self._book = book
        self._at = at
        self._known: dict[Machine, Mapping[str, Rates]] = {}

    def of(self, machine: Machine) -> Mapping[str, Rates]:
        """By compute type: its own, and those of the ladder that it could be changed to."""
        if machine not in self._known:
            own = machine.compute_type
            names = {own, *SIZES} if own in SIZES else {own}
            self._known[machine] = {name: self._rates(replace(machine, compute_type=name)) for name in names if name}
        return self._known[machine]

    def _rates(self, machine: Machine) -> Rates:
        month = self._book.rate("always_on_month", machine, self._at)
        known = month if isinstance(month, Rate) else None
        return Rates(
            month=self._price("always_on_month", machine),
            base=self._price("auto_stop_month", machine),
            hour=self._price("auto_stop_hour", machine),
            gib=self._price("volume", machine),
            extra_gib=self._book.extra_gib(machine),
            included=self._book.included(machine),
            source=known.source if known else None,
            valid_from=known.valid_from.date() if known else None,
        )

    def _price(self, kind: Kind, machine: Machine) -> Decimal | None:
        rate = self._book.rate(kind, machine, self._at)
        return rate.price if isinstance(rate, Rate) else None
