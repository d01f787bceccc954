"""What is paid instead of the list price: contract prices and discounts. Pure; the rows come from `override_store`.

Of the rules that fit a usage type, Region, account and moment one alone holds, the most specific: one that names the
account before one that does not, then one that names the Region, then the one with the longest usage type (wildcards
not counted), then the newest. A contract price stands in for the list price, and for one that the list does not have;
a discount takes a part off the list price.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from app.services.costs.price_book import BEGINNING, CONTRACT, CURRENCY, Rate, Unpriced


@dataclass(frozen=True)
class Override:
    """One rule: `price` in USD a unit, or `percent` off the list price (negative: on top). It holds in [from, to).

    `usage_type`: one, with `*` for any characters; None, as for `region` and `account_id`, is any.
    """

    id: int
    name: str
    price: Decimal | None = None
    percent: Decimal | None = None
    usage_type: str | None = None
    region: str | None = None
    account_id: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = (self.usage_type or "*").split("*")
        return re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)

    def fits(self, usage_type: str, region: str, at: datetime) -> bool:
        """Whether it is about that usage type and Region at that moment."""
        begun = self.valid_from is None or self.valid_from <= at
        over = self.valid_to is not None and self.valid_to <= at
        return begun and not over and self.region in (None, region) and self._pattern.fullmatch(usage_type) is not None

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """The greater the more specific."""
        named = len((self.usage_type or "").replace("*", ""))
        return self.account_id is not None, self.region is not None, named, self.id


class Overrides:
    """The rules that concern one account, applied by a price book."""

    def __init__(self, rules: Iterable[Override], account_id: str | None = None) -> None:
        mine = [rule for rule in rules if rule.account_id in (None, account_id)]
        self._rules = sorted(mine, key=lambda rule: rule.rank, reverse=True)
        self.moments = sorted({at for rule in mine for at in (rule.valid_from, rule.valid_to) if at})

    def __call__(self, told: Rate | Unpriced, region: str, at: datetime) -> Rate | Unpriced:
        """What is paid at the moment where the list says `told`."""
        rule = next((rule for rule in self._rules if rule.fits(told.usage_type, region, at)), None)
        if rule is None:
            return told
        if rule.price is not None:
            return _contract(rule, rule.price, told)
        if isinstance(told, Unpriced) or rule.percent is None:
            return told
        return replace(told, price=told.price * (100 - rule.percent) / 100, list_price=told.price, override=rule.name)


def _contract(rule: Override, price: Decimal, told: Rate | Unpriced) -> Rate:
    listed = told.price if isinstance(told, Rate) else None
    since = rule.valid_from or BEGINNING
    return Rate(price, told.usage_type, told.unit, CURRENCY, CONTRACT, since, list_price=listed, override=rule.name)


class Chain:
    """Adjustments one after the other: what is paid now, and what is tried out on top of it."""

    def __init__(self, first: Overrides, second: Overrides) -> None:
        self._first, self._second = first, second
        self.moments = sorted({*first.moments, *second.moments})

    def __call__(self, told: Rate | Unpriced, region: str, at: datetime) -> Rate | Unpriced:
        """What is paid in the end."""
        return self._second(self._first(told, region, at), region, at)
