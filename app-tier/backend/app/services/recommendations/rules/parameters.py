"""What the rules can be told: their values here are the defaults, the settings store holds what was changed."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Parameters:
    """Amounts in USD a month, parts in per cent, times in days or hours, as the names say.

    `opt_out_tag`: a WorkSpace with this tag gets no advice (`off`, or empty), or none of the kinds that it lists.
    `owner_tags`: one of them has to be there. `start_cost`: what one more start of an AutoStop WorkSpace is worth.
    """

    off: frozenset[str] = frozenset()
    opt_out_tag: str = "wsi-recommendations"
    minimum_saving: Decimal = Decimal("0.10")
    coverage_percent: int = 90
    unused_days: int = 60
    never_used_days: int = 30
    duplicate_hours: int = 5
    sizing_days: int = 30
    sizing_used_days: int = 10
    sizing_target_percent: int = 80
    undersized_percent: int = 90
    volume_used_percent: int = 30
    end_of_life_days: int = 180
    owner_tags: tuple[str, ...] = ("owner", "department", "cost_centre")
    start_cost: Decimal = Decimal(0)
