"""The list prices, and the usage types under which they are billed.

us-east-1, Windows included, default volumes, are the figures of AWS's price list for VALUE to POWERPRO; everything
else (other Regions, graphics, the discount without a Windows licence) is plausible and made up.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from demo_aws.estate.company import STORAGE, Bundle

PREFIX = {"us-east-1": "USE1", "eu-west-1": "EUW1", "ap-southeast-2": "APS2"}
_FACTOR = {"us-east-1": Decimal(1), "eu-west-1": Decimal("1.06"), "ap-southeast-2": Decimal("1.14")}
# compute: code in the usage type, name in the price list, ALWAYS_ON a month, AUTO_STOP base a month, an hour
_RATES: dict[str, tuple[int, str, str, str, str]] = {
    "VALUE": (1, "Value", "25", "7.25", "0.22"),
    "STANDARD": (2, "Standard", "35", "9.75", "0.30"),
    "PERFORMANCE": (3, "Performance", "50", "13", "0.47"),
    "POWER": (8, "Power", "78", "19", "0.68"),
    "POWERPRO": (19, "PowerPro", "140", "19", "1.53"),
    "GENERALPURPOSE_4XLARGE": (41, "GeneralPurpose.4xlarge", "310", "22", "2.60"),
    "GRAPHICS_G4DN": (20, "Graphics.g4dn", "536", "22", "1.14"),
    "GRAPHICS_G6_XLARGE": (33, "Graphics.g6.xlarge", "560", "22", "1.22"),
}
UNHEARD = (99, "Quantum", "900", "40", "3.90")
"""What the compute type that nobody knows costs on the bill; it is not in the price list."""
WITHOUT_LICENCE_MONTH = Decimal(4)
WITHOUT_LICENCE_HOUR = Decimal("0.04")
GB_MONTH = Decimal("0.10")


@dataclass(frozen=True, slots=True)
class Rate:
    """USD, before tax."""

    code: int
    label: str
    always_on_month: Decimal
    auto_stop_month: Decimal
    auto_stop_hour: Decimal
    licensed: bool

    @property
    def stem(self) -> str:
        """`AW-HW-2`, or `AW-HWU-2` where no Windows licence is part of the price."""
        return f"AW-{'HW' if self.licensed else 'HWU'}-{self.code}"


def licence(bundle: Bundle) -> str:
    """`Included`, `None` (Linux) or `Bring Your Own License`, as the price list spells it."""
    if bundle.byol:
        return "Bring Your Own License"
    return "Included" if bundle.operating_system.startswith("WINDOWS") else "None"


@cache
def rate(region: str, compute: str, *, licensed: bool) -> Rate:
    """The rates of a compute type in a Region."""
    code, label, always_on, base, hour = _RATES.get(compute, UNHEARD)
    factor = _FACTOR[region]
    month, hourly = Decimal(always_on) * factor, Decimal(hour) * factor
    if not licensed:
        month, hourly = month - WITHOUT_LICENCE_MONTH, hourly - WITHOUT_LICENCE_HOUR
    cent = Decimal("0.01")
    return Rate(
        code, label, month.quantize(cent), (Decimal(base) * factor).quantize(cent), hourly.quantize(cent), licensed
    )


def listed() -> list[str]:
    """The compute types that the price list knows."""
    return list(_RATES)


def default_storage(compute: str) -> tuple[int, int]:
    return STORAGE[compute]
