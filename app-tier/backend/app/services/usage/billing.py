"""Hours that AWS bills for an AUTO_STOP WorkSpace, from its connected hours and the history of its running mode.

The rule (AWS.md, Hours; AWS documents it under "Manage the running mode"): an AUTO_STOP WorkSpace runs from the first
connection until its idle timeout after the disconnection is over; who reconnects within the timeout continues the same
period. Every clock hour (UTC) in which it runs is billed once. With the timeout a whole number t of hours and the last
connected hour h, the last billed hour is h + t, whatever the minutes. So, over bitmaps of hours:

    billed = connected | connected << 1 | ... | connected << t

which merges reconnects, and can never give more hours than the wall clock has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.services.usage.bitmap import mask
from app.services.usage.clock import first_hour, month_of, next_month

AUTO_STOP, ALWAYS_ON = "AUTO_STOP", "ALWAYS_ON"
DEFAULT_TIMEOUT_MINUTES = 60
MAX_TIMEOUT_HOURS = 24 * 28
FOREVER = 1 << 40


@dataclass(frozen=True, slots=True)
class Mode:
    """Running mode (as AWS writes it; None: unknown) and idle timeout in minutes from an hour on."""

    from_hour: int
    running_mode: str | None
    timeout_minutes: int | None = None

    @property
    def timeout_hours(self) -> int:
        """The timeout in hours: AWS takes multiples of 60 minutes, and 60 where none is given."""
        minutes = self.timeout_minutes or DEFAULT_TIMEOUT_MINUTES
        return min(-(-minutes // 60), MAX_TIMEOUT_HOURS)


def billing_modes(modes: Sequence[Mode]) -> list[Mode]:
    """The modes as the bill sees them: to ALWAYS_ON at once, from ALWAYS_ON at the first hour of the next month.

    The monthly fee has been paid by then, so the hours until the month's end are not billed (AWS.md, Money).
    """
    made: list[Mode] = []
    previous, held_until = None, 0
    for mode in sorted(modes, key=lambda one: one.from_hour):
        begins = mode.from_hour
        if mode.running_mode == AUTO_STOP:
            if previous == ALWAYS_ON:
                held_until = first_hour(next_month(month_of(begins)))
            begins = max(begins, held_until)
        while made and made[-1].from_hour >= begins:
            made.pop()
        made.append(Mode(begins, mode.running_mode, mode.timeout_minutes))
        previous = mode.running_mode
    return made


def _segments(modes: Sequence[Mode], first: int, size: int) -> list[tuple[Mode, int]]:
    """Each AUTO_STOP mode with the bits of the hours in which it was in force."""
    ordered = sorted(modes, key=lambda one: one.from_hour)
    ends = [after.from_hour for _, after in pairwise(ordered)] + [FOREVER]
    made = []
    for mode, end in zip(ordered, ends, strict=True):
        if mode.running_mode == AUTO_STOP:
            made.append((mode, mask(min(max(mode.from_hour - first, 0), size), min(max(end - first, 0), size))))
    return made


def billable(modes: Sequence[Mode], first: int, size: int) -> int:
    """The hours of [first, first + size) in which a WorkSpace is billed by the hour."""
    made = 0
    for _, bits in _segments(billing_modes(modes), first, size):
        made |= bits
    return made


def running(connected: int, modes: Sequence[Mode], first: int, size: int) -> int:
    """The hours in which it ran because of a connection: the connected ones and the idle tail after each.

    The tail is that of the timeout in force in the connected hour. It also runs over hours without a point: whether
    the user stayed or left there, the WorkSpace was running.
    """
    made = connected
    for mode, bits in _segments(modes, first, size):
        spread = connected & bits
        for _ in range(mode.timeout_hours if spread else 0):
            spread |= spread << 1
        made |= spread
    return made & mask(0, size)
