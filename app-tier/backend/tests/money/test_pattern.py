"""What is expected of the days to come: each user's own weekdays, holidays, and how sure that is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.costs import pattern
from app.services.costs.calendar import Calendar, from_settings
from app.services.costs.pattern import Ran
from app.services.settings.registry import HOLIDAYS, WORKING_WEEKDAYS
from app.services.settings.store import Values
from app.services.usage.bitmap import mask
from app.services.usage.clock import first_hour, hour_of

START, END = date(2026, 4, 13), date(2026, 5, 1)  # a Monday
CALENDAR = Calendar()
WEEKS = 8
ROUNDING = 1e-6
FIRST = first_hour(START - timedelta(weeks=WEEKS))


def worked(*weekdays: int, hours: int = 8, weeks: range = range(WEEKS), known: bool = True) -> Ran:
    """Who works `hours` from 9:00 on those weekdays of those weeks (0: the oldest)."""
    bits = 0
    for week in weeks:
        for weekday in weekdays:
            bits |= mask(9, 9 + hours) << (week * 7 + weekday) * 24
    return Ran(FIRST, mask(0, WEEKS * 7 * 24) if known else 0, bits)


def days(told: Ran, calendar: Calendar = CALENDAR, start: date = START) -> dict[date, float]:
    made = pattern.expected(told, first_hour(start), first_hour(END), calendar, WEEKS)
    assert made is not None
    return {day: round(one.hours, 2) for day, one in made}


def test_each_weekday_is_expected_to_be_as_it_was() -> None:
    told = days(worked(0, 1, 2, 3, 4))
    assert len(told) == 18
    assert told[date(2026, 4, 13)] == told[date(2026, 4, 17)] == 8
    assert told[date(2026, 4, 18)] == told[date(2026, 4, 19)] == 0
    mondays = days(worked(0))
    assert mondays[date(2026, 4, 20)] > 5
    assert mondays[date(2026, 4, 21)] < 2


def test_who_works_at_weekends_is_expected_at_weekends() -> None:
    told = days(worked(5, 6))
    assert (told[date(2026, 4, 18)], told[date(2026, 4, 20)]) == (8, 0)


def test_a_holiday_is_like_a_day_on_which_they_do_not_work() -> None:
    holiday = date(2026, 4, 22)
    told = days(worked(0, 1, 2, 3, 4), Calendar(holidays=frozenset({holiday})))
    assert (told[holiday], told[date(2026, 4, 29)]) == (0, 8)


def test_a_holiday_of_the_past_does_not_make_its_weekday_shorter() -> None:
    past = START - timedelta(weeks=1)
    ill = worked(0, 1, 2, 3, 4)
    absent = Ran(ill.first, ill.known, ill.running & ~(mask(0, 24) << 7 * 7 * 24))
    assert days(absent)[START] < 8
    assert days(absent, Calendar(holidays=frozenset({past})))[START] == 8


def test_of_a_day_that_has_begun_only_the_rest_is_expected() -> None:
    noon = hour_of(datetime(2026, 4, 13, 13, tzinfo=UTC))
    made = pattern.expected(worked(0, 1, 2, 3, 4), noon, first_hour(END), CALENDAR, WEEKS)
    assert made is not None
    assert [round(one.hours, 2) for _, one in made[:2]] == [4, 8]


def test_less_than_a_week_of_measurement_says_nothing() -> None:
    first_six = Ran(FIRST, mask(0, 6 * 24) << 50 * 24, 0)
    assert pattern.expected(first_six, first_hour(START), first_hour(END), CALENDAR, WEEKS) is None
    assert pattern.expected(worked(0, known=False), first_hour(START), first_hour(END), CALENDAR, WEEKS) is None


def test_days_that_were_not_measured_are_not_days_without_work() -> None:
    half = worked(0, 1, 2, 3, 4, weeks=range(4, 8))
    unread = Ran(half.first, half.known & ~mask(0, 4 * 7 * 24), half.running)
    assert days(unread)[START] == 8 > days(half)[START]


def test_who_has_been_silent_for_longer_than_a_leave_may_not_come_back() -> None:
    expectations = [days(worked(0, 1, 2, 3, 4, weeks=range(last)))[START] for last in (8, 7, 6, 5)]
    assert expectations == sorted(expectations, reverse=True)
    leave = pattern.RETURN
    regular, gone = worked(0, 1, 2, 3, 4), worked(0, 1, 2, 3, 4, weeks=range(5))
    assert days(gone)[START] < 8 * leave
    assert days(regular)[START] == 8


def test_irregular_users_are_less_certain_and_whole_weeks_of_leave_more_than_single_days() -> None:
    def variance(told: Ran) -> float:
        made = pattern.expected(told, first_hour(START), first_hour(END), CALENDAR, WEEKS)
        assert made is not None
        return pattern.total(made).variance

    regular = worked(0, 1, 2, 3, 4)
    single = 0
    for week in range(WEEKS):
        single |= worked(*(d for d in range(5) if d != week % 5), weeks=range(week, week + 1)).running
    weekly = worked(0, 1, 2, 3, 4, weeks=range(2)).running | worked(0, 1, 2, 3, 4, weeks=range(4, 8)).running
    assert variance(regular) < variance(Ran(FIRST, regular.known, single)) < variance(Ran(FIRST, regular.known, weekly))


@given(st.integers(0, 2 ** (WEEKS * 7 * 24) - 1), st.integers(0, 17 * 24))
def test_what_is_expected_lies_within_what_can_be(bits: int, later: int) -> None:
    start, known = first_hour(START) + later, mask(0, WEEKS * 7 * 24 + later)
    made = pattern.expected(Ran(FIRST, known, bits), start, first_hour(END), CALENDAR, WEEKS)
    assert made is not None
    assert made == pattern.expected(Ran(FIRST, known, bits), start, first_hour(END), CALENDAR, WEEKS)
    assert all(0 <= one.hours <= 24 + ROUNDING and one.variance > 0 for _, one in made)
    assert pattern.total(made).hours <= first_hour(END) - start + ROUNDING


@pytest.mark.parametrize("day", [date(2026, 12, 25), date(2026, 7, 4)])
def test_the_calendar_is_that_of_the_settings(day: date) -> None:
    values = Values({WORKING_WEEKDAYS.name: ("sunday", "friday", "saturday"), HOLIDAYS.name: ("2026-12-25",)})
    calendar = from_settings(values)
    assert calendar.weekdays == {4, 5, 6}
    assert calendar.works(day) is (day != date(2026, 12, 25))
