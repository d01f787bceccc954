"""When a WorkSpace runs, and the hours that AWS bills for it.

AUTO_STOP: it runs from the connect until the idle timeout after the last disconnect is over; who reconnects within the
timeout continues the same period. Every clock hour (UTC) in which it ran is billed once, as a whole hour, so that the
billed hours of a month can never exceed the hours of the month.
"""

from collections.abc import Iterator

from demo_aws.estate.calendar import HOUR
from demo_aws.estate.habits import Habits, Span
from demo_aws.estate.seat import Seat


def timeout_at(seat: Seat, at: float) -> int:
    """The idle timeout in seconds that is set at a moment."""
    minutes = seat.timeout_minutes
    for change in seat.changes:
        if change.kind == "timeout" and change.at <= at:
            minutes = change.after
    return minutes * 60


def running(habits: Habits, seat: Seat, start: int, end: int) -> Iterator[Span]:
    """(connect, stop) of each running period of an AUTO_STOP WorkSpace that touches [start, end), in order."""
    reach = max([seat.timeout_minutes, *(one.after for one in seat.changes if one.kind == "timeout")]) * 60
    raw = [(begin, stop + timeout_at(seat, stop)) for begin, stop in habits.between(seat, start - reach, end)]
    raw += [(one.at, one.at + timeout_at(seat, one.at)) for one in seat.changes if one.kind == "start" and one.at < end]
    stops = seat.stops
    begin = stop = 0
    for opens, closes in sorted(raw):
        if opens <= stop:
            stop = max(stop, closes)
            continue
        if stop > start:
            yield begin, _cut(begin, stop, stops)
        begin, stop = opens, closes
    if stop > start:
        yield begin, _cut(begin, stop, stops)


def _cut(begin: int, stop: int, stops: tuple[int, ...]) -> int:
    """A StopWorkspaces call ends the period at once."""
    return min([stop, *(at for at in stops if begin <= at < stop)])


def billed_hours(habits: Habits, seat: Seat, start: int, end: int) -> list[int]:
    """The clock hours (hours since 1970) inside [start, end) that are billed for an AUTO_STOP WorkSpace."""
    first, last = -(-start // HOUR), (end - 1) // HOUR
    hours: list[int] = []
    upto = first - 1
    for begin, stop in running(habits, seat, start, end):
        low, high = max(begin // HOUR, upto + 1), min((stop - 1) // HOUR, last)
        hours.extend(range(low, high + 1))
        upto = max(upto, high)
    return hours
