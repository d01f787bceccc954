"""The list prices known without asking AWS: us-east-1, Windows included, default volumes, USD.

Source: AWS.md, "Money": checked against the live price list on 2026-06-27 by a third party, not by us. They serve until
the Price List API has been read; anything that is not here is "price unknown".
"""

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

from app.services.costs.price_list import PriceRecord
from app.services.costs.usage_types import COMPUTE_TYPES, Kind

CHECKED_AT = datetime(2026, 6, 27, tzinfo=UTC)
SOURCE = "built-in list of 2026-06-27"
REGION, PREFIX = "us-east-1", "USE1"

# compute type: (root GiB, user GiB, ALWAYS_ON a month, AUTO_STOP base a month, AUTO_STOP hour)
_LIST = {
    "VALUE": (80, 10, "25", "7.25", "0.22"),
    "STANDARD": (80, 50, "35", "9.75", "0.30"),
    "PERFORMANCE": (80, 100, "50", "13", "0.47"),
    "POWER": (175, 100, "78", "19", "0.68"),
    "POWERPRO": (175, 100, "140", "19", "1.53"),
}
_NUMBERS = {name: number for number, name in COMPUTE_TYPES.items()}
_CHARGES: tuple[tuple[Kind, str, str, str], ...] = (
    ("always_on_month", "", "ALWAYS_ON", "Month"),
    ("auto_stop_month", "-AutoStop-User", "AUTO_STOP", "Month"),
    ("auto_stop_hour", "-AutoStop-Usage", "AUTO_STOP", "Hour"),
)


@cache
def prices() -> tuple[PriceRecord, ...]:
    """The built-in prices as records; their rate codes are made of the usage type."""
    return tuple(
        _record(compute_type, charge, price)
        for compute_type, row in _LIST.items()
        for charge, price in zip(_CHARGES, row[2:], strict=True)
    )


def _record(compute_type: str, charge: tuple[Kind, str, str, str], price: str) -> PriceRecord:
    kind, suffix, running_mode, unit = charge
    usage_type = f"{PREFIX}-AW-HW-{_NUMBERS[compute_type]}{suffix}"
    root, user, *_ = _LIST[compute_type]
    return PriceRecord(
        rate_code=f"builtin.{usage_type}",
        sku=None,
        usage_type=usage_type,
        operation=None,
        region=REGION,
        kind=kind,
        bundle=None,
        compute_type=compute_type,
        operating_system="Windows",
        licence="included",
        running_mode=running_mode,
        root_volume_size_gib=root,
        user_volume_size_gib=user,
        unit=unit,
        currency="USD",
        price=Decimal(price),
        begins_at_quantity=Decimal(0),
        effective_at=CHECKED_AT,
        description=SOURCE,
    )
