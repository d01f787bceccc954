"""What holds of every month: its length, its ends, leap years, changes of summer time, and switches within it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.services.costs import model
from app.services.costs.model import Modelled, Period, RunningHours, Subject, midnight
from app.services.costs.months import following, previous
from app.services.usage.bitmap import mask
from app.services.usage.clock import first_hour, month_hours
from tests.modelled.making import STANDARD, book

BOOK = book()
FEE, BASE, HOUR = Decimal(35), Decimal("9.75"), Decimal("0.30")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MONTHS = st.dates(date(2019, 1, 1), date(2032, 12, 31)).map(lambda day: day.replace(day=1))


def cost(
    month: date, *periods: Period, ran: int = 0, begins: datetime | None = None, now: datetime | None = None
) -> Modelled:
    subject = Subject(periods, begins=begins)
    hours = RunningHours(first_hour(month), mask(0, month_hours(month)), ran, first_hour(following(month)))
    return model.cost(subject, hours, month, now or midnight(following(following(month))), BOOK)


def period(mode: str, since: datetime = LONG_AGO) -> Period:
    return Period(since, mode, STANDARD)


@given(MONTHS, st.data())
def test_a_fee_begun_on_a_day_is_that_part_of_whatever_length_the_month_has(month: date, data: st.DataObject) -> None:
    length = (following(month) - month).days
    day = data.draw(st.integers(0, length - 1))
    second = data.draw(st.integers(0, 86_399))
    total = cost(
        month, period("ALWAYS_ON"), begins=midnight(month + timedelta(days=day, seconds=0)) + timedelta(seconds=second)
    ).total
    assert total is not None
    assert abs(total - FEE * (length - day) / length) < Decimal("0.00001")


@given(MONTHS, st.data())
def test_the_parts_before_and_after_a_day_make_the_whole(month: date, data: st.DataObject) -> None:
    """Prorating loses nothing: a fee for the days to a switch and one for the days from it would be one fee."""
    length = (following(month) - month).days
    day = data.draw(st.integers(1, length - 1))
    switched = cost(month, period("AUTO_STOP"), period("ALWAYS_ON", midnight(month) + timedelta(days=day)))
    rest = next(charge for charge in switched.charges if charge.kind == "always_on_month")
    assert (rest.days, rest.of_days) == (length - day, length)
    assert switched.total is not None
    assert abs(switched.total - BASE - FEE * (length - day) / length) < Decimal("0.00001")


@given(MONTHS, st.integers(0, 2**744 - 1))
def test_hours_cost_what_ran_in_the_month_and_never_more_than_it_has(month: date, bits: int) -> None:
    ran = bits & mask(0, month_hours(month))
    total = cost(month, period("AUTO_STOP"), ran=bits).total
    assert total == BASE + HOUR * ran.bit_count()
    assert total <= BASE + HOUR * month_hours(month)


@given(MONTHS, st.integers(0, 2**744 - 1), st.data())
def test_a_switch_to_always_on_stops_the_hours_from_its_hour_on(month: date, bits: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, month_hours(month) - 1))
    switch = midnight(month) + timedelta(hours=at)
    made = cost(month, period("AUTO_STOP"), period("ALWAYS_ON", switch), ran=bits)
    hours = sum(charge.quantity or 0 for charge in made.charges if charge.kind == "auto_stop_hour")
    assert hours == (bits & mask(0, at)).bit_count()


@given(MONTHS, st.data())
def test_a_switch_to_auto_stop_changes_nothing_before_the_next_month(month: date, data: st.DataObject) -> None:
    at = midnight(month) + timedelta(hours=data.draw(st.integers(1, month_hours(month) - 1)))
    assert cost(month, period("ALWAYS_ON"), period("AUTO_STOP", at), ran=mask(0, 700)).total == FEE
    after = following(month)
    assert cost(after, period("ALWAYS_ON"), period("AUTO_STOP", at), ran=mask(0, 10)).total == BASE + 10 * HOUR


@pytest.mark.parametrize(
    ("month", "hours"),
    [(date(2024, 2, 1), 696), (date(2025, 2, 1), 672), (date(2000, 2, 1), 696), (date(2026, 3, 1), 744),
     (date(2026, 10, 1), 744), (date(2026, 11, 1), 720), (date(2025, 12, 1), 744)],
)  # fmt: skip
def test_a_month_has_the_hours_of_utc_whatever_summer_time_does(month: date, hours: int) -> None:
    assert month_hours(month) == hours
    assert cost(month, period("AUTO_STOP"), ran=mask(0, 800)).total == BASE + HOUR * hours


@given(MONTHS)
def test_the_last_instant_belongs_to_the_month_and_the_next_to_the_next(month: date) -> None:
    end = midnight(following(month))
    last = cost(month, period("ALWAYS_ON"), begins=end - timedelta(microseconds=1))
    length = (following(month) - month).days
    assert last.charges[0].days == 1
    assert last.charges[0].of_days == length
    assert cost(month, period("ALWAYS_ON"), begins=end).charges == ()
    assert previous(following(month)) == month


@given(MONTHS, st.integers(1, 743), st.integers(1, 743))
def test_a_month_never_becomes_cheaper_while_it_passes(month: date, one: int, other: int) -> None:
    early, late = sorted((one, other))
    assume(late < month_hours(month))
    totals = []
    for hours in (early, late):
        now = midnight(month) + timedelta(hours=hours)
        totals.append(cost(month, period("AUTO_STOP"), ran=mask(0, early // 2), now=now).total)
    assert totals[0] is not None
    assert totals[1] is not None
    assert totals[0] <= totals[1]
