"""The modelled cost of a month, by the rules of AWS.md, and properties that hold whatever happens."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.costs import builtin_prices, model
from app.services.costs.model import Modelled, RunningHours, Subject
from app.services.costs.price_book import PriceBook
from app.services.usage.bitmap import mask
from app.services.usage.clock import first_hour
from tests.modelled.making import APRIL, LATER, STANDARD, book, known, lived, period, ran

BOOK = book()
FEE, BASE, HOURS = "USE1-AW-HW-2", "USE1-AW-HW-2-AutoStop-User", "USE1-AW-HW-2-AutoStop-Usage"
VOLUME = "USE1-AW-VolumeUsage"


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 4, day, hour, tzinfo=UTC)


def month(subject: Subject, hours: RunningHours | None = None, now: datetime = LATER, of: PriceBook = BOOK) -> Modelled:
    return model.cost(subject, hours or ran(), APRIL, now, of)


def amounts(made: Modelled) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    return {line.usage_type: (line.quantity, line.cost) for line in made.lines}


def test_always_on_pays_its_fee_whether_it_ran_or_not() -> None:
    assert amounts(month(lived(period(0, "ALWAYS_ON")))) == {FEE: (1, 35)}
    assert amounts(month(lived(period(0, "ALWAYS_ON")), ran(1, 2, 3))) == {FEE: (1, 35)}
    assert amounts(month(lived(period(0, "MANUAL")))) == {FEE: (1, 35)}
    assert amounts(month(lived(period(0, "ALWAYS_ON")), now=at(1, 1))) == {FEE: (1, 35)}


def test_auto_stop_pays_its_base_and_its_hours() -> None:
    made = month(lived(period(0, "AUTO_STOP")), ran(*range(100, 140)))
    assert amounts(made) == {BASE: (1, Decimal("9.75")), HOURS: (40, 12)}
    assert made.total == Decimal("21.75")


def test_the_month_of_creation_is_prorated_by_days_both_counted() -> None:
    half = Decimal("0.5")
    assert amounts(month(lived(period(0, "ALWAYS_ON"), begins=at(16, 15)))) == {FEE: (half, Decimal("17.5"))}
    made = month(lived(period(0, "AUTO_STOP"), begins=at(16)), ran(400))
    assert amounts(made) == {BASE: (half, Decimal("4.875")), HOURS: (1, Decimal("0.3"))}
    # gone before the month is over: the days it lived
    gone = lived(period(0, "ALWAYS_ON"), begins=at(10, 9), ends=at(12, 18))
    assert amounts(month(gone)) == {FEE: (Decimal("0.1"), Decimal("3.5"))}


def test_what_has_been_paid_is_not_paid_back() -> None:
    assert amounts(month(lived(period(0, "ALWAYS_ON"), ends=at(2)))) == {FEE: (1, 35)}


def test_to_always_on_acts_at_once_and_is_prorated() -> None:
    switched = lived(period(0, "AUTO_STOP"), period(16, "ALWAYS_ON", hour=2))
    hours = ran(10, 11, 15 * 24 + 1, 15 * 24 + 2, 15 * 24 + 3, 500)
    # the hour of the switch was running when it began: it is charged, later ones are not
    assert amounts(month(switched, hours)) == {
        BASE: (1, Decimal("9.75")), FEE: (Decimal("0.5"), Decimal("17.5")), HOURS: (3, Decimal("0.9")),
    }  # fmt: skip


def test_to_auto_stop_acts_from_the_next_month() -> None:
    switched = lived(period(0, "ALWAYS_ON"), period(5, "AUTO_STOP"))
    assert amounts(month(switched, ran(*range(200, 300)))) == {FEE: (1, 35)}
    back_again = lived(period(0, "ALWAYS_ON"), period(5, "AUTO_STOP"), period(9, "ALWAYS_ON"))
    assert amounts(month(back_again, ran(150))) == {FEE: (1, 35)}
    may = model.cost(switched, ran(7, month=date(2026, 5, 1)), date(2026, 5, 1), LATER, BOOK)
    assert amounts(may) == {BASE: (1, Decimal("9.75")), HOURS: (1, Decimal("0.3"))}


def test_once_switched_to_always_on_switching_back_changes_nothing_this_month() -> None:
    restless = lived(period(0, "AUTO_STOP"), period(11, "ALWAYS_ON"), period(20, "AUTO_STOP"), period(25, "ALWAYS_ON"))
    made = month(restless, ran(600))
    part = Decimal("0.6666666667")
    assert amounts(made) == {BASE: (1, Decimal("9.75")), FEE: (part, part * 35), HOURS: (0, 0)}


def test_storage_beyond_the_bundle_comes_with_the_fee_and_is_prorated_with_it() -> None:
    large = replace(STANDARD, volumes=(80, 150))
    assert amounts(month(lived(period(0, "ALWAYS_ON", large)))) == {FEE: (1, 35), VOLUME: (100, 10)}
    made = month(lived(period(0, "ALWAYS_ON", large), begins=at(16)))
    assert amounts(made) == {FEE: (Decimal("0.5"), Decimal("17.5")), VOLUME: (50, 5)}


def test_another_size_changes_the_hours_at_once_and_the_fee_next_month() -> None:
    power = replace(STANDARD, compute_type="POWER")
    made = month(lived(period(0, "AUTO_STOP"), period(11, "AUTO_STOP", power)), ran(5, 10 * 24, 10 * 24 + 1))
    assert amounts(made) == {
        BASE: (1, Decimal("9.75")),
        HOURS: (1, Decimal("0.3")),
        "USE1-AW-HW-8-AutoStop-Usage": (2, Decimal("1.36")),
    }


def test_hours_are_charged_at_the_price_of_their_time() -> None:
    old = [known(one) for one in builtin_prices.prices() if one.usage_type != HOURS]
    dear = replace(next(one for one in builtin_prices.prices() if one.usage_type == HOURS), price=Decimal("0.40"))
    changing = [known(replace(dear, price=Decimal("0.30")), until=at(11)), known(dear, at(11))]
    made = month(lived(period(0, "AUTO_STOP")), ran(5, 10 * 24), of=PriceBook([*old, *changing]))
    assert amounts(made)[HOURS] == (2, Decimal("0.70"))
    assert [charge.begins.day for charge in made.charges if charge.kind == "auto_stop_hour"] == [1, 11]


def test_what_did_not_exist_or_never_lived_costs_nothing_and_says_why() -> None:
    unborn = month(lived(period(0, "ALWAYS_ON"), begins=datetime(2026, 5, 1, tzinfo=UTC)))
    assert (unborn.lines, unborn.total) == ([], 0)
    assert unborn.note == "It did not exist in this month."
    failed = month(lived(period(0, "ALWAYS_ON"), never_lived=True))
    assert failed.lines == []
    assert "ERROR" in str(failed.note)


@pytest.mark.parametrize(
    ("subject", "hours", "reason"),
    [
        (lived(period(0, "AUTO_STOP")), ran(measured=False), "no hour of it was measured"),
        (lived(period(0, "AUTO_STOP")), RunningHours(first_hour(APRIL)), "its hours have not been read"),
        (lived(period(0, None)), ran(), "running mode unknown"),
        (lived(period(0, "HIBERNATE")), ran(), "running mode HIBERNATE"),
        (lived(period(0, "ALWAYS_ON", replace(STANDARD, compute_type=None))), ran(), "compute type unknown"),
    ],
)
def test_what_is_not_known_is_unknown_and_never_nothing(subject: Subject, hours: RunningHours, reason: str) -> None:
    made = month(subject, hours)
    assert made.total is None
    assert reason in [line.reason for line in made.lines if line.cost is None]


def test_a_month_that_has_just_begun_has_cost_nothing_by_the_hour_yet() -> None:
    told = RunningHours(first_hour(APRIL), read_to=first_hour(APRIL) - 2)
    made = month(lived(period(0, "AUTO_STOP")), told, now=at(1, 5))
    assert amounts(made) == {BASE: (1, Decimal("9.75")), HOURS: (0, 0)}
    assert month(lived(period(0, "AUTO_STOP")), told, now=at(20)).total is None


def test_february_of_a_leap_year_has_29_days() -> None:
    february = date(2028, 2, 1)
    born = lived(period(0, "ALWAYS_ON"), begins=datetime(2028, 2, 29, 23, tzinfo=UTC))
    made = model.cost(born, ran(month=february), february, datetime(2029, 1, 1, tzinfo=UTC), BOOK)
    assert amounts(made)[FEE][0] == Decimal("0.0344827586")


MACHINES = [STANDARD, replace(STANDARD, compute_type="POWER"), replace(STANDARD, volumes=(100, 90))]
STRANGE = replace(STANDARD, compute_type="QUANTUM_9XL")
MODES = st.sampled_from(["AUTO_STOP", "ALWAYS_ON", "MANUAL"])
MOMENTS = st.integers(0, 30 * 24 - 1)
BITS = st.integers(0, mask(0, 720))


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    begun = [period(0, draw(MODES), draw(st.sampled_from(MACHINES)))]
    for hour in draw(st.lists(MOMENTS, max_size=4, unique=True)):
        made = period(1 + hour // 24, draw(MODES), draw(st.sampled_from(MACHINES)), hour % 24)
        begun.append(made)
    begins = draw(st.none() | MOMENTS)
    ends = draw(st.none() | MOMENTS)
    return Subject(
        tuple(begun),
        None if begins is None else at(1 + begins // 24, begins % 24),
        None if ends is None else at(1 + ends // 24, ends % 24),
    )


def hours_of(bits: int) -> RunningHours:
    return RunningHours(first_hour(APRIL), mask(0, 720), bits, first_hour(APRIL) + 720)


@given(subjects(), BITS)
def test_no_amount_is_negative_and_the_lines_sum_up_to_the_total(subject: Subject, bits: int) -> None:
    made = month(subject, hours_of(bits))
    assert all(line.cost is not None and line.cost >= 0 for line in made.lines)
    assert made.total == sum((line.cost or Decimal(0) for line in made.lines), Decimal(0))
    assert made.total == sum((charge.cost or Decimal(0) for charge in made.charges), Decimal(0))


@given(subjects(), BITS, st.lists(MOMENTS, max_size=6))
def test_splitting_periods_anywhere_changes_nothing(subject: Subject, bits: int, cuts: list[int]) -> None:
    split = list(subject.periods)
    for hour in cuts:
        moment = at(1 + hour // 24, hour % 24)
        before = max((p for p in subject.periods if p.begins <= moment), key=lambda p: p.begins)
        split.append(replace(before, begins=moment))
    again = replace(subject, periods=tuple(sorted(split, key=lambda p: p.begins)))
    assert month(again, hours_of(bits)).charges == month(subject, hours_of(bits)).charges


@given(subjects(), BITS, BITS)
def test_more_hours_never_cost_less(subject: Subject, bits: int, more: int) -> None:
    fewer, all_of_them = month(subject, hours_of(bits)).total, month(subject, hours_of(bits | more)).total
    assert fewer is not None
    assert all_of_them is not None
    assert fewer <= all_of_them


@given(subjects(), BITS)
def test_an_unknown_price_is_never_nothing(subject: Subject, bits: int) -> None:
    strange = replace(subject, periods=tuple(replace(p, machine=STRANGE) for p in subject.periods))
    made = month(strange, hours_of(bits))
    assert all(line.cost is None and line.reason for line in made.lines)
    assert made.total is None or not made.lines


@given(subjects(), BITS, st.integers(1, 719))
def test_as_time_passes_a_month_never_gets_cheaper(subject: Subject, bits: int, hour: int) -> None:
    then = month(subject, hours_of(bits & mask(0, hour)), now=at(1 + hour // 24, hour % 24)).total
    assert (then or Decimal(0)) <= (month(subject, hours_of(bits)).total or Decimal(0))
