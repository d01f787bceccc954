"""Sessions: runs of hours in which a user was connected, stitched over every boundary of days, months and syncs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.services.usage.bitmap import Hours
from app.services.usage.clock import moment


@dataclass(frozen=True, slots=True)
class Session:
    """Connected from the start of one hour to the end of another (`ended_at` is that end).

    `start_known` and `end_known` are False where the neighbouring hour has no point: connected, unknown, connected is
    two parts of which neither invents an hour, and whether they were one session is not known.
    """

    started_at: datetime
    ended_at: datetime
    hours: int
    start_known: bool
    end_known: bool


def starts(connected: int) -> int:
    """The hours in which a session begins: connected, and not connected in the hour before.

    A session counts where it begins, so that the sessions of the days sum up to those of the month.
    """
    return connected & ~(connected << 1)


def sessions(hours: Hours) -> Iterator[Session]:
    """Every session, oldest first."""
    bits, at = hours.connected, hours.first
    while bits:
        skip = (bits & -bits).bit_length() - 1
        bits >>= skip
        at += skip
        length = (~bits & (bits + 1)).bit_length() - 1  # the lowest zero: one past the run of ones
        yield Session(moment(at), moment(at + length), length, _known(hours, at - 1), _known(hours, at + length))
        bits >>= length
        at += length


def _known(hours: Hours, hour: int) -> bool:
    return hour >= hours.first and bool(hours.known >> (hour - hours.first) & 1)
