"""Everything that is derived from the bitmaps of one WorkSpace, and its sums over any run of hours. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.usage.billing import Mode, billable, running
from app.services.usage.bitmap import Hours, cut, mask
from app.services.usage.sessions import starts


@dataclass(frozen=True, slots=True)
class Life:
    """The hours in which the WorkSpace existed, [begins, ends); None where that is not known."""

    begins: int | None = None
    ends: int | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a run of hours. None is unknown, and for `billed_hours` also: not billed by the hour."""

    connected_hours: int | None
    billed_hours: int | None
    sessions: int | None
    known_hours: int
    passed_hours: int

    @property
    def coverage(self) -> float | None:
        """Known hours as a part of the hours that have passed, 0 to 1; None where none has passed yet."""
        return self.known_hours / self.passed_hours if self.passed_hours else None


@dataclass(frozen=True, slots=True)
class Ledger:
    """Bitmaps over hours from `first` on. `passed`: hours that are over and in which the WorkSpace existed."""

    first: int
    size: int
    known: int
    connected: int
    starts: int
    billed: int
    billable: int
    passed: int

    def totals(self, first: int, end: int) -> Totals:
        """Sums over the hours [first, end)."""
        window = mask(max(first - self.first, 0), min(max(end - self.first, 0), self.size))
        known, by_the_hour = (self.known & window).bit_count(), self.billable & self.passed & window
        return Totals(
            connected_hours=(self.connected & window).bit_count() if known else None,
            billed_hours=(self.billed & window).bit_count() if known and by_the_hour else None,
            sessions=(self.starts & window).bit_count() if known else None,
            known_hours=known,
            passed_hours=(self.passed & window).bit_count(),
        )


def ledger(hours: Hours, end: int, modes: Sequence[Mode], life: Life, now: int) -> Ledger:
    """The ledger of the hours [hours.first, end).

    `now` is the hour in progress: it and what follows are not counted. Sessions and idle tails reach in from earlier
    hours, so `hours` has to begin a month before the first hour that is asked for. Billed hours end with the
    WorkSpace; connected ones are as measured.
    """
    first, size = hours.first, max(min(end, now) - hours.first, 0)
    seen = cut(hours, first, first + size)
    begins = first if life.begins is None else life.begins
    ends = first + size if life.ends is None else life.ends
    lives = mask(min(max(begins - first, 0), size), min(max(ends - first, 0), size))
    by_the_hour = billable(modes, first, size)
    return Ledger(
        first=first,
        size=size,
        known=seen.known,
        connected=seen.connected,
        starts=starts(seen.connected),
        billed=running(seen.connected, modes, first, size) & by_the_hour & (lives | seen.connected),
        billable=by_the_hour,
        passed=lives | seen.known,
    )
