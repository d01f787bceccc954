"""What CloudWatch has told of the hours of one WorkSpace, as two bitmaps: bit i stands for the hour `first + i`.

`known`: there was a point for the hour. `connected`: its value (UserConnected, Maximum) was 1 or more. Points are
placed by their timestamp, never by their index, so that a gap is a gap and not a shorter session (AWS.md, Hours).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.services.usage.clock import HOUR, first_hour, month_hours, months

_NO_POINT, _IDLE, _CONNECTED = 0, 1, 2
_KNOWN_DIGITS = bytes.maketrans(bytes((_NO_POINT, _IDLE, _CONNECTED)), b"011")
_CONNECTED_DIGITS = bytes.maketrans(bytes((_NO_POINT, _IDLE, _CONNECTED)), b"001")


def mask(low: int, high: int) -> int:
    """Bits [low, high) set; none where the range is empty."""
    return ((1 << (high - low)) - 1) << low if high > low else 0


@dataclass(frozen=True, slots=True)
class Hours:
    """A run of hours that begins with `first` (hours since 1970); `connected` is a part of `known`."""

    first: int
    known: int = 0
    connected: int = 0

    @property
    def end(self) -> int:
        """One past the last known hour (`first` where nothing is known)."""
        return self.first + self.known.bit_length()


def plot(timestamps: Iterable[float], values: Iterable[float], first: int, end: int) -> Hours:
    """The points (seconds since 1970, UserConnected) that lie in the hours [first, end); others are left out.

    Points of the same hour count as their maximum, so their order does not matter.
    """
    size = end - first
    grid = bytearray(size)
    for at, value in zip(timestamps, values, strict=True):
        index = int(at // HOUR) - first
        if 0 <= index < size:
            if value >= 1:
                grid[index] = _CONNECTED
            elif not grid[index]:
                grid[index] = _IDLE
    grid.reverse()
    if not size:
        return Hours(first)
    return Hours(first, int(grid.translate(_KNOWN_DIGITS), 2), int(grid.translate(_CONNECTED_DIGITS), 2))


def moved(hours: Hours, first: int) -> Hours:
    """The same hours counted from another first one; what lies before it is left out."""
    by = hours.first - first
    if by >= 0:
        return Hours(first, hours.known << by, hours.connected << by)
    return Hours(first, hours.known >> -by, hours.connected >> -by)


def cut(hours: Hours, first: int, end: int) -> Hours:
    """Only what lies in [first, end)."""
    made, keep = moved(hours, first), mask(0, end - first)
    return Hours(first, made.known & keep, made.connected & keep)


def joined(pieces: Iterable[Hours]) -> Hours | None:
    """Pieces of one answer put together, in any order; an hour told twice counts as its maximum. None of none."""
    listed = list(pieces)
    if not listed:
        return None
    first = min(piece.first for piece in listed)
    known = connected = 0
    for piece in listed:
        known |= piece.known << (piece.first - first)
        connected |= piece.connected << (piece.first - first)
    return Hours(first, known, connected)


def corrected(old: Hours, new: Hours) -> Hours:
    """What is known after a later answer: it replaces the hours that it tells of and leaves the others as they were."""
    first = min(old.first, new.first)
    old, new = moved(old, first), moved(new, first)
    return Hours(first, old.known | new.known, (old.connected & ~new.known) | new.connected)


def by_month(hours: Hours) -> Iterator[tuple[date, Hours]]:
    """The hours in pieces of calendar months, each counted from the month's first hour; empty months are left out."""
    for month in months(hours.first, hours.end):
        start = first_hour(month)
        piece = cut(hours, start, start + month_hours(month))
        if piece.known:
            yield month, piece


def pack(bits: int) -> bytes:
    """The bitmap as bytes, 8 hours a byte from the first hour on, so that a day is 3 bytes; trailing zeros left out."""
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def unpack(packed: bytes) -> int:
    """The bitmap again."""
    return int.from_bytes(packed, "little")
