"""The arithmetic of hours: what AWS.md demands of it, for any data, in any order."""

import itertools
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.usage.billing import ALWAYS_ON, AUTO_STOP, Mode, billable, billing_modes, running
from app.services.usage.bitmap import Hours, by_month, corrected, cut, joined, mask, pack, plot, unpack
from app.services.usage.clock import HOUR, first_hour, hour_after, hour_of, moment, month_hours, month_of, months
from app.services.usage.ledger import Ledger, Life, ledger
from app.services.usage.sessions import sessions, starts

START = first_hour(date(2025, 10, 1))  # the two months hold the end of summer time in Europe and in the USA
SIZE = 24 * 61
END = START + SIZE
BITS = st.integers(0, (1 << SIZE) - 1)
# long runs as people make them, and single hours
RUNS = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(1, 40)), max_size=40)
TIMEOUTS = st.sampled_from([None, 60, 120, 180, 240, 1440])
MODES = st.lists(
    st.builds(
        Mode,
        st.integers(START - 100, END + 100),
        st.sampled_from([AUTO_STOP, ALWAYS_ON, "MANUAL", None]),
        TIMEOUTS,
    ),
    max_size=4,
).map(lambda listed: [Mode(0, AUTO_STOP, 60), *listed])
AUTO = [Mode(0, AUTO_STOP, 60)]


def bits(runs: Sequence[tuple[int, int]]) -> int:
    made = 0
    for at, length in runs:
        made |= mask(at, min(at + length, SIZE))
    return made


def points(hours: Hours) -> list[tuple[float, float]]:
    indexes = [i for i in range(SIZE) if hours.known >> i & 1]
    return [((hours.first + i) * HOUR, float(hours.connected >> i & 1)) for i in indexes]


def book(connected: int, modes: Sequence[Mode] = AUTO, known: int | None = None, **life: int) -> Ledger:
    hours = Hours(START, mask(0, SIZE) if known is None else known, connected)
    return ledger(hours, END, modes, Life(**life), END)


HOURS = st.builds(lambda known, runs: Hours(START, known, bits(runs) & known), BITS, RUNS)


@given(HOURS, st.lists(st.integers(0, SIZE), max_size=6), st.randoms(use_true_random=False))
def test_any_chunks_in_any_order_any_number_of_times_give_the_same_bitmaps(
    hours: Hours, cuts: list[int], chance: random.Random
) -> None:
    told = points(hours)
    edges = [0, *sorted(cuts), SIZE]
    chunks = [told[low:high] for low, high in itertools.pairwise(edges)]
    chunks += chunks[: chance.randrange(len(chunks) + 1)]
    chance.shuffle(chunks)
    stored = Hours(START)
    for chunk in chunks:
        chance.shuffle(chunk)
        first = START + chance.randrange(-50, 1)
        stored = corrected(stored, plot([at for at, _ in chunk], [value for _, value in chunk], first, END))
    assert cut(stored, START, END) == hours


@given(HOURS, st.lists(st.integers(0, SIZE), max_size=4))
def test_pages_of_one_answer_join_to_the_whole(hours: Hours, cuts: list[int]) -> None:
    edges = sorted({0, *cuts, SIZE})
    pieces = [cut(hours, START + low, START + high) for low, high in itertools.pairwise(edges)]
    assert joined(reversed(pieces)) == hours


@given(BITS, MODES, st.integers(START - 10, END + 10), st.integers(START - 10, END + 10), st.integers(START, END + 9))
def test_never_more_than_the_wall_clock_and_never_less_billed_than_connected(
    connected: int, modes: list[Mode], begins: int, ends: int, now: int
) -> None:
    made = ledger(Hours(START, connected, connected), END, modes, Life(begins, ends), now)
    for low, high in ((START, END), (START + 24, START + 48), (START, START + 744), (now - 3, now + 3)):
        passed = max(min(high, now, END) - max(low, START), 0)
        totals = made.totals(low, high)
        assert (totals.connected_hours or 0) <= passed
        assert (totals.billed_hours or 0) <= passed
        assert totals.known_hours <= totals.passed_hours <= passed
        assert totals.coverage is None or 0 <= totals.coverage <= 1
    assert made.connected & made.billable & ~made.billed == 0
    assert made.billed & ~made.billable == 0


@given(BITS, BITS, MODES)
def test_a_gap_lowers_the_coverage_and_invents_no_hour(connected: int, lost: int, modes: list[Mode]) -> None:
    whole, gappy = book(connected, modes), book(connected & ~lost, modes, known=mask(0, SIZE) & ~lost)
    for low in range(START, END, 24):
        before, after = whole.totals(low, low + 24), gappy.totals(low, low + 24)
        gone = (lost >> (low - START) & mask(0, 24)).bit_count()
        assert after.known_hours == 24 - gone
        assert after.coverage == (24 - gone) / 24
        assert (after.connected_hours or 0) <= (before.connected_hours or 0)
        assert (after.billed_hours or 0) <= (before.billed_hours or 0)
        assert (after.connected_hours is None) == (gone == 24)


@given(RUNS, MODES, st.integers(0, SIZE), st.integers(0, SIZE))
def test_the_days_sum_up_to_the_month_and_both_to_the_whole(
    runs: list[tuple[int, int]], modes: list[Mode], begins: int, ends: int
) -> None:
    made = book(bits(runs), modes, begins=START + begins, ends=START + ends)
    for low, high in ((START, END), *((first_hour(m), first_hour(m) + month_hours(m)) for m in months(START, END))):
        days = [made.totals(day, day + 24) for day in range(low, high, 24)]
        whole = made.totals(low, high)
        assert sum(day.connected_hours or 0 for day in days) == whole.connected_hours
        assert sum(day.billed_hours or 0 for day in days) == (whole.billed_hours or 0)
        assert sum(day.sessions or 0 for day in days) == whole.sessions
        assert sum(day.passed_hours for day in days) == whole.passed_hours


@given(RUNS)
def test_sessions_are_the_runs_of_connected_hours(runs: list[tuple[int, int]]) -> None:
    connected = bits(runs)
    listed = list(sessions(Hours(START, mask(0, SIZE), connected)))
    assert len(listed) == starts(connected).bit_count()
    again = 0
    for session in listed:
        low, high = hour_of(session.started_at) - START, hour_of(session.ended_at) - START
        assert session.hours == high - low > 0
        again |= mask(low, high)
    assert again == connected
    for one, other in itertools.pairwise(listed):
        assert one.ended_at < other.started_at


@given(HOURS, st.integers(0, SIZE))
def test_a_session_over_a_sync_boundary_is_one(hours: Hours, boundary: int) -> None:
    first, second = cut(hours, START, START + boundary), cut(hours, START + boundary, END)
    stored = corrected(corrected(Hours(START), first), second)
    assert list(sessions(stored)) == list(sessions(hours))


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        (datetime(2025, 12, 31, 20, tzinfo=UTC), 9),  # a year
        (datetime(2026, 1, 31, 23, tzinfo=UTC), 2),  # a month
        (datetime(2026, 3, 8, 5, tzinfo=UTC), 6),  # summer time begins in the USA
        (datetime(2025, 10, 26, 0, tzinfo=UTC), 4),  # it ends in Europe
        (datetime(2024, 2, 28, 22, tzinfo=UTC), 27),  # a leap day
    ],
)
def test_a_session_over_a_boundary_of_the_calendar_is_one(start: datetime, hours: int) -> None:
    first = hour_of(start - timedelta(days=3))
    stamps = [(start + timedelta(hours=n)).timestamp() for n in range(-10, hours + 10)]
    values = [float(0 <= n < hours) for n in range(-10, hours + 10)]
    [session] = sessions(plot(stamps, values, first, first + 500))
    assert (session.started_at, session.hours) == (start, hours)
    assert (session.start_known, session.end_known) == (True, True)
    pieces = dict(by_month(plot(stamps, values, first, first + 500)))
    assert sum(piece.connected.bit_count() for piece in pieces.values()) == hours


def test_connected_unknown_connected_is_two_known_parts() -> None:
    listed = list(sessions(Hours(START, 0b1101110, 0b1101100)))
    assert [(s.hours, s.start_known, s.end_known) for s in listed] == [(2, True, False), (2, False, False)]


@given(HOURS, st.integers(0, SIZE - 1), st.booleans())
def test_a_late_point_corrects_its_hour_and_no_other(hours: Hours, index: int, connected: bool) -> None:
    late = plot([(START + index) * HOUR], [float(connected)], START + index, START + index + 1)
    after, bit = corrected(hours, late), 1 << index
    assert after.known == hours.known | bit
    assert after.connected == (hours.connected | bit if connected else hours.connected & ~bit)


def tail(connected: int, timeout: int | None, size: int = 24) -> int:
    return running(connected, [Mode(0, AUTO_STOP, timeout)], START, size)


def test_the_idle_timeout_is_billed_and_a_reconnect_inside_it_continues_the_period() -> None:
    assert tail(0b00011100, None) == 0b00111100
    assert tail(0b00010100, 60) == 0b00111100
    assert tail(0b01000100, 60) == 0b11001100
    assert tail(0b00000100, 240) == 0b01111100
    assert tail(1 << 23, 240) == 1 << 23  # not beyond the window


@given(RUNS, st.integers(1, 30))
def test_billed_hours_are_those_of_the_clock_in_which_it_ran(runs: list[tuple[int, int]], timeout: int) -> None:
    connected, expected = bits(runs), 0
    for at in range(SIZE):
        if connected >> at & 1:
            expected |= mask(at, min(at + timeout + 1, SIZE))
    assert running(connected, [Mode(0, AUTO_STOP, timeout * 60)], START, SIZE) == expected


def test_the_tail_ends_with_the_workspace_and_with_the_present() -> None:
    assert book(0b100, [Mode(0, AUTO_STOP, 240)], ends=START + 4).billed == 0b1100
    made = ledger(Hours(START, 0b111, 0b100), END, [Mode(0, AUTO_STOP, 240)], Life(), START + 4)
    assert made.totals(START, END).billed_hours == 2
    assert ledger(Hours(START, 0b111, 0b100), END, AUTO, Life(), START + 2).connected == 0  # the hour in progress


def test_a_tail_reaches_into_the_next_month_and_is_billed_there() -> None:
    november = first_hour(date(2025, 11, 1))
    made = book(1 << (november - 1 - START), [Mode(0, AUTO_STOP, 120)])
    assert made.totals(START, november).billed_hours == 1
    assert made.totals(november, END).billed_hours == 2
    assert made.totals(november, END).connected_hours == 0


def test_always_on_has_usage_and_no_billed_hours() -> None:
    totals = book(0b1110, [Mode(0, ALWAYS_ON)]).totals(START, END)
    assert (totals.connected_hours, totals.billed_hours, totals.sessions) == (3, None, 1)


def test_a_switch_to_always_on_acts_at_once_and_back_from_the_next_month() -> None:
    november = first_hour(date(2025, 11, 1))
    modes = [
        Mode(0, AUTO_STOP),
        Mode(START + 100, ALWAYS_ON),
        Mode(START + 200, AUTO_STOP),
        Mode(START + 300, AUTO_STOP, 120),
    ]
    assert [(m.from_hour, m.running_mode) for m in billing_modes(modes)] == [
        (0, AUTO_STOP), (START + 100, ALWAYS_ON), (november, AUTO_STOP),
    ]  # fmt: skip
    assert billable(modes, START, SIZE) == mask(0, 100) | mask(november - START, SIZE)
    made = book(1 << 99 | 1 << 250 | 1 << (november - 1 - START), modes)
    # the hour before the switch without its tail; none of the ALWAYS_ON month; a tail of two hours over its end
    assert made.billed == 1 << 99 | mask(november - START, november - START + 2)


def test_the_timeout_of_the_connected_hour_is_the_one_that_counts() -> None:
    modes = [Mode(0, AUTO_STOP, 180), Mode(START + 6, AUTO_STOP, 60)]
    assert running(1 << 5 | 1 << 12, modes, START, 24) == mask(5, 9) | mask(12, 14)


def test_nothing_known_is_unknown_and_not_zero() -> None:
    totals = book(0, known=0).totals(START, START + 24)
    assert (totals.connected_hours, totals.billed_hours, totals.sessions, totals.coverage) == (None, None, None, 0.0)
    assert book(0, begins=START + 30).totals(START, START + 24).coverage == 1.0  # points say that it was there
    assert book(0, known=0, begins=START + 30).totals(START, START + 24).coverage is None


@given(BITS)
def test_a_bitmap_survives_its_bytes_and_a_day_is_three_of_them(bitmap: int) -> None:
    packed = pack(bitmap)
    assert unpack(packed) == bitmap
    padded = packed.ljust(SIZE // 8, b"\0")
    for day in range(SIZE // 24):
        assert unpack(padded[day * 3 : day * 3 + 3]) == bitmap >> day * 24 & mask(0, 24)


def test_points_of_one_hour_count_as_their_maximum_and_those_outside_are_left_out() -> None:
    at = START * HOUR
    assert plot([at, at + 300, at + 3599.9, at - 1, at + 7200], [0, 1, 0, 1, 1], START, START + 2) == Hours(START, 1, 1)
    assert plot([], [], START, START) == Hours(START)


def test_hours_and_months() -> None:
    at = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    assert moment(hour_of(at)) == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert moment(hour_after(at)) == datetime(2026, 3, 1, tzinfo=UTC)
    assert month_of(hour_of(at)) == date(2026, 2, 1)
    assert (month_hours(date(2026, 2, 1)), month_hours(date(2026, 12, 1))) == (672, 744)
    assert list(months(hour_of(at), hour_of(at) + 1)) == [date(2026, 2, 1)]
    assert list(months(hour_of(at), hour_of(at) + 2)) == [date(2026, 2, 1), date(2026, 3, 1)]
    assert list(months(5, 5)) == []
