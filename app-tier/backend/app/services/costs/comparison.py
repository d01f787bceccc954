"""Both sides of a what-if summed up from groups of WorkSpaces. No I/O."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.schemas.what_if import WhatIfChange
from app.services.costs.model import BY_HOUR
from app.services.costs.what_if import CHEAPEST, Pricing, Setup, Wish

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Group:
    """WorkSpaces that a price cannot tell apart, with the sums of their hours as they are and as they would be.

    `matches`: which of the changes are about them. `retimed`: their idle timeout would be another one.
    `apart`: the hours that they would run one by one, where each is to have the mode that suits it.
    """

    account_id: str
    setup: Setup
    matches: Sequence[bool]
    retimed: bool
    value: str | None
    count: int
    hours_now: int | None
    hours_then: int | None
    apart: Sequence[int] | None


@dataclass(slots=True)
class Sum:
    """WorkSpaces and their costs in USD; `cost` and `changed_cost` are of those known on both sides."""

    workspaces: int = 0
    unknown: int = 0
    changed: int = 0
    cost: Decimal = Decimal(0)
    changed_cost: Decimal = Decimal(0)

    def shown(self, value: str | None) -> dict[str, Any]:
        """The members of `schemas.what_if.WhatIfSum`, to the cent."""
        cost, changed_cost = self.cost.quantize(_CENT), self.changed_cost.quantize(_CENT)
        counts = {"workspaces": self.workspaces, "unknown": self.unknown, "changed": self.changed}
        return {"value": value, **counts, "cost": cost, "changed_cost": changed_cost, "saving": cost - changed_cost}


class Sums:
    """Both sides of the comparison, in total and by value."""

    def __init__(self, changes: Sequence[WhatIfChange], now: Pricing, then: Pricing) -> None:
        self._wishes = [
            Wish(one.running_mode, one.compute_type, one.root_volume_size_gib, one.user_volume_size_gib)
            for one in changes
        ]
        self._now, self._then = now, then
        self.total, self.items, self.reasons = Sum(), dict[str | None, Sum](), Counter[str]()

    def add(self, group: Group) -> None:
        """One group."""
        wished = group.setup
        for wish, applies in zip(self._wishes, group.matches, strict=True):
            wished = wish.of(wished) if applies else wished
        now = self._now.cost(group.account_id, group.setup, group.count, group.hours_now)
        then, changed = self._wished(group, wished)
        for into in (self.total, self.items.setdefault(group.value, Sum())):
            into.workspaces += group.count
            into.changed += changed
            if isinstance(now, str) or isinstance(then, str):
                into.unknown += group.count
            else:
                into.cost += now
                into.changed_cost += then
        if isinstance(now, str) or isinstance(then, str):
            self.reasons[now if isinstance(now, str) else str(then)] += group.count

    def _wished(self, group: Group, wished: Setup) -> tuple[Decimal | str, int]:
        """What a month costs with the settings wished for (or why that is not known), and how many they change."""
        if wished.mode != CHEAPEST:
            other = wished != group.setup or (group.retimed and wished.mode == BY_HOUR)
            cost = self._then.cost(group.account_id, wished, group.count, group.hours_then)
            return cost, group.count if other else 0
        choice = self._then.cheapest(group.account_id, wished.machine, group.apart)
        if isinstance(choice, str):
            return choice, 0
        changed = 0
        for mode, count in ((BY_HOUR, choice.by_hour), ("ALWAYS_ON", choice.by_month)):
            other = Setup(mode, wished.machine) != group.setup or (group.retimed and mode == BY_HOUR)
            changed += count if other else 0
        return choice.cost, changed
