"""What the compute types hold. Source: AWS, "Amazon WorkSpaces pricing" and "Bundles" (vCPU, GiB of memory).

A WorkSpace may be changed along this ladder by ModifyWorkspaceProperties (Administration Guide, "Modify a WorkSpace"):
to a larger type once in 6 hours, to a smaller one once in 30 days, in state AVAILABLE or STOPPED. Types with a graphics
card are not on it: what they use of the card is not measured.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

LARGER_ONCE_IN, SMALLER_ONCE_IN = timedelta(hours=6), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Size:
    """A compute type with its vCPU and GiB of memory."""

    compute_type: str
    cpus: Decimal
    memory_gib: Decimal


LADDER = tuple(
    Size(name, Decimal(cpus), Decimal(memory))
    for name, cpus, memory in (
        ("VALUE", 1, 2),
        ("STANDARD", 2, 4),
        ("PERFORMANCE", 2, 8),
        ("POWER", 4, 16),
        ("POWERPRO", 8, 32),
        ("GENERALPURPOSE_4XLARGE", 16, 64),
        ("GENERALPURPOSE_8XLARGE", 32, 128),
    )
)
SIZES = {size.compute_type: size for size in LADDER}


def smaller(compute_type: str) -> tuple[Size, ...]:
    """The sizes below, the smallest first."""
    return LADDER[: LADDER.index(SIZES[compute_type])]


def larger(compute_type: str) -> tuple[Size, ...]:
    """The sizes above, the smallest first."""
    return LADDER[LADDER.index(SIZES[compute_type]) + 1 :]
