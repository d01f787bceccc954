"""What of a trail is read next: nothing is left out, whenever the work stops."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.services.events.windows import KEPT, OVERLAP, Covered, Window, extended, windows

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_first_time_reads_the_newest_week_first_and_ninety_days_in_all() -> None:
    made = list(windows(None, NOW))
    assert made[0] == Window(NOW - timedelta(days=7), NOW, newest_first=True, is_open=True)
    assert made[-1].start == NOW - KEPT
    assert all(after.end == before.start and not after.is_open for before, after in itertools.pairwise(made))


def test_afterwards_only_the_last_hours_are_read_again() -> None:
    covered = Covered(NOW - KEPT, NOW - timedelta(minutes=15))
    assert list(windows(covered, NOW)) == [Window(covered.end - OVERLAP, NOW, newest_first=False, is_open=True)]


def test_a_clock_that_went_back_does_not_stop_the_reading() -> None:
    covered = Covered(NOW - KEPT, NOW + timedelta(days=3))
    made = list(windows(covered, NOW))
    assert made == [Window(NOW - OVERLAP, NOW, newest_first=False, is_open=True)]
    assert extended(covered, made[0]) == covered


def test_what_lies_further_back_than_the_trail_is_begun_anew() -> None:
    lost = Covered(NOW - timedelta(days=300), NOW - timedelta(days=120))
    assert list(windows(lost, NOW)) == list(windows(None, NOW))
    assert extended(lost, next(windows(lost, NOW))) == Covered(NOW - timedelta(days=7), NOW)


@given(
    stops=st.lists(st.tuples(st.integers(0, 20), st.floats(0, 1)), max_size=8),
    pauses=st.lists(st.integers(1, 24 * 60), min_size=8, max_size=8),
)
def test_wherever_it_stops_what_counts_as_covered_has_been_read(
    stops: list[tuple[int, float]], pauses: list[int]
) -> None:
    """Reads as the step does, stopped after some windows and inside one; then goes through to the end."""
    covered: Covered | None = None
    now, read = NOW, list[tuple[datetime, datetime]]()
    for (whole, part), pause in zip(stops, pauses, strict=False):
        now += timedelta(minutes=pause)
        for index, window in enumerate(windows(covered, now)):
            if index == whole:
                down_to = window.end - (window.end - window.start) * part
                read.append((down_to, window.end))
                if window.newest_first:
                    covered = extended(covered, window, down_to)
                break
            read.append((window.start, window.end))
            covered = extended(covered, window)
        if covered is not None:
            _assert_read(covered, read)
    for window in windows(covered, now):
        read.append((window.start, window.end))
        covered = extended(covered, window)
    assert covered is not None
    assert (covered.start <= now - KEPT, covered.end >= now) == (True, True)
    _assert_read(covered, read)


def _assert_read(covered: Covered, read: list[tuple[datetime, datetime]]) -> None:
    """The stretch lies in the union of what was read."""
    reached = covered.start
    for start, end in sorted(read):
        if start <= reached:
            reached = max(reached, end)
    assert reached >= covered.end


@given(seconds=st.integers(0, 90 * 24 * 3600))
def test_each_event_of_the_first_reading_belongs_to_one_stretch(seconds: int) -> None:
    assert sum(window.holds(NOW - timedelta(seconds=seconds)) for window in windows(None, NOW)) == 1
