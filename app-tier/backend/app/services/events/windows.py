"""Which stretch of a trail to read next, and what is covered when it has been read.

What is covered of an account and Region is one stretch of time without a hole, so that work can stop anywhere: it grows
forward to now, then backward to the 90 days that CloudTrail keeps.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT = timedelta(days=90)  # CloudTrail User Guide: event history holds the last 90 days
# events are delivered up to 15 minutes late, and clocks differ
OVERLAP = timedelta(hours=2)
FORWARD = timedelta(hours=6)
BACKWARD = timedelta(days=7)
MARGIN = timedelta(seconds=1)  # LookupEvents knows whole seconds


@dataclass(frozen=True, slots=True)
class Covered:
    """All events with start <= time < end have been read, but for those that CloudTrail has yet to deliver."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch to read. `newest_first`: a part of it, from its end, counts; `is_open`: it ends at the last event."""

    start: datetime
    end: datetime
    newest_first: bool
    is_open: bool

    def holds(self, at: datetime) -> bool:
        """Whether an event of that time belongs to this stretch: to one alone of those that follow each other."""
        return self.start <= at and (self.is_open or at < self.end)


def windows(covered: Covered | None, now: datetime) -> Iterator[Window]:
    """The stretches to read, in order; each builds on those before."""
    floor = now - KEPT
    if covered is not None and covered.end < floor:  # what lies between is lost to everybody
        covered = None
    if covered is not None:
        start = min(covered.end, now) - OVERLAP
        while start < now:
            end = min(start + OVERLAP + FORWARD, now)
            yield Window(start, end, newest_first=False, is_open=end == now)
            start = end
    edge = now if covered is None else covered.start
    while edge > floor:
        start = max(edge - BACKWARD, floor)
        yield Window(start, edge, newest_first=True, is_open=edge == now)
        edge = start


def extended(covered: Covered | None, window: Window, down_to: datetime | None = None) -> Covered:
    """What is covered once the window has been read (`down_to`: from its end down to that time)."""
    start = window.start if down_to is None else max(down_to, window.start)
    if covered is None or covered.end < window.start:
        return Covered(start, window.end)
    return Covered(min(covered.start, start), max(covered.end, window.end))
