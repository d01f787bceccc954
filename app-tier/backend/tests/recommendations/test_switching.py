"""Switch advice: the break-even, the seasons, the day, and that no choice of a brute force is cheaper."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.costs import model
from app.services.costs.model import Period, RunningHours, Subject, midnight
from app.services.costs.price_book import Machine
from app.services.recommendations.rules.facts import Facts
from app.services.recommendations.rules.finding import Finding
from app.services.recommendations.rules.switching import advise, best_day
from app.services.recommendations.rules.timeouts import advise as advise_timeout
from app.services.usage.billing import Mode, running
from app.services.usage.bitmap import Hours, mask
from app.services.usage.clock import first_hour, month_hours, next_month
from tests.modelled.making import LONG_AGO, book
from tests.recommendations.making import (
    END,
    FIRST,
    MONTHS,
    NOW,
    PRICES,
    RULES,
    TODAY,
    days,
    everyday,
    found,
    one,
    only,
    told,
    why,
)

BOOK = book()
WORKDAYS = range(5)


def test_few_hours_cost_less_by_the_hour_and_the_saving_begins_on_the_first() -> None:
    finding = only(advise, one(everyday(9), running_mode="ALWAYS_ON", timeout_minutes=None))
    assert finding is not None
    # 184 days of one connected hour and an idle one are 61.33 hours a month: 9.75 + 61.33 x 0.30 = 28.15
    assert (finding.kind, finding.saving, finding.confidence) == ("switch_to_auto_stop", Decimal("6.85"), "high")
    assert (finding.act_on, finding.act_by, finding.effective_on) == (TODAY, date(2026, 11, 30), date(2026, 12, 1))
    facts = told(finding)
    assert (facts["billed_hours"], facts["connected_hours"]) == (Decimal("61.33"), Decimal("30.67"))
    assert (facts["break_even_hours"], facts["months"], facts["coverage"]) == (Decimal("84.17"), 6, 100)
    assert finding.after == {"running_mode": "AUTO_STOP", "auto_stop_timeout_minutes": 60}


def test_many_hours_cost_less_by_the_month() -> None:
    finding = only(advise, one(everyday(8, 9, 10, 11, 13, 14, 15, 16)))
    assert finding is not None
    # 9.75 + 306.67 x 0.30 - 35
    assert (finding.kind, finding.saving, finding.after) == (
        "switch_to_always_on", Decimal("66.75"), {"running_mode": "ALWAYS_ON"}
    )  # fmt: skip
    assert finding.act_on == finding.effective_on == TODAY
    assert told(finding)["switch_cost"] < 0


def test_hours_little_above_the_break_even_make_it_worth_to_wait_for_the_last_day_of_the_month() -> None:
    # three hours a day cost 0.90 a day, the fee 1.17: every day of the fee of this month is saved by waiting
    finding = only(advise, one(everyday(9, 10)))
    assert finding is not None
    assert (finding.saving, finding.act_on, finding.act_by) == (
        Decimal("2.35"), date(2026, 11, 30), date(2026, 11, 30)
    )  # fmt: skip
    assert told(finding)["switch_cost"] == Decimal("0.27")


def test_a_saving_of_exactly_the_least_is_enough() -> None:
    # 503 hours of six months, 83.8333 a month: 35 - 9.75 - 0.30 x 503 / 6 = 0.10
    hours = days(date(2026, 5, 1), date(2026, 11, 1), 9) | days(date(2026, 5, 1), date(2026, 9, 13), 10)
    assert running(hours, [Mode(0, "AUTO_STOP", 60)], FIRST, END - FIRST).bit_count() == 503
    finding = only(advise, one(hours, running_mode="ALWAYS_ON"))
    assert finding is not None
    assert finding.saving == Decimal("0.10")


@pytest.mark.parametrize("mode", ["AUTO_STOP", "ALWAYS_ON"])
def test_at_the_break_even_nothing_is_advised(mode: str) -> None:
    even = {"STANDARD": replace(PRICES["STANDARD"], month=Decimal("9.75") + 61 * Decimal("0.3") + Decimal("0.1"))}
    facts = one(everyday(9), running_mode=mode, rates=even)  # 61.33 hours
    assert why(advise, facts) == "The other running mode would not cost less."


def test_storage_makes_no_difference() -> None:
    large = {"STANDARD": replace(PRICES["STANDARD"], extra_gib=500, gib=None)}
    finding = only(advise, one(everyday(9), running_mode="ALWAYS_ON", rates=large))
    assert finding is not None
    assert finding.saving == Decimal("6.85")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"running_mode": "MANUAL"}, "The running mode MANUAL is not billed by hours or month alone."),
        ({"running_mode": None}, "The running mode unknown is not billed by hours or month alone."),
        ({"billable": False}, "AWS bills nothing for it."),
        ({"compute_type": "QUANTUM_9XL"}, "Its prices are not known."),
        ({"rates": {"STANDARD": replace(PRICES["STANDARD"], hour=None)}}, "Its prices are not known."),
        ({"begins": NOW - timedelta(days=20)}, "No whole month of its hours was measured lately."),
        ({"hours": Hours(FIRST)}, "No whole month of its hours was measured lately."),
    ],
)
def test_what_is_not_known_gives_no_advice(change: dict[str, object], reason: str) -> None:
    assert why(advise, replace(one(0, running_mode="ALWAYS_ON"), **change)) == reason  # type: ignore[arg-type]


def test_a_month_counts_from_the_coverage_asked_for() -> None:
    october = first_hour(date(2026, 10, 1)) - FIRST
    known = mask(october, october + 670)  # of 744: 90.05 %
    assert only(advise, one(0, known, running_mode="ALWAYS_ON")) is not None
    short = mask(october, october + 669)  # 89.9 %
    assert why(advise, one(0, short, running_mode="ALWAYS_ON")) == "No whole month of its hours was measured lately."


def test_hours_that_were_not_measured_lower_the_confidence_where_they_could_turn_it() -> None:
    # 8 % of the hours, with which AutoStop could have billed four a day more
    known = mask(0, END - FIRST) & ~days(date(2026, 5, 1), TODAY, 1, 3)
    assert _of(one(everyday(9), known, running_mode="ALWAYS_ON")).confidence == "medium"
    dear = {"STANDARD": replace(PRICES["STANDARD"], month=Decimal(60))}
    assert _of(one(0, known, running_mode="ALWAYS_ON", rates=dear)).confidence == "high"


def _of(facts: Facts) -> Finding:
    finding = only(advise, facts)
    assert finding is not None
    return finding


def test_few_months_lower_the_confidence() -> None:
    for begins, confidence in ((date(2026, 8, 1), "high"), (date(2026, 8, 2), "medium"), (date(2026, 10, 1), "medium")):
        assert _of(one(0, running_mode="ALWAYS_ON", begins=midnight(begins))).confidence == confidence


def test_a_season_that_disagrees_lowers_the_confidence_or_stops_the_advice() -> None:
    busy = (8, 9, 10, 11, 12, 13, 14)
    october = days(date(2026, 10, 1), date(2026, 11, 1), *busy)
    autumn = days(date(2026, 8, 1), date(2026, 11, 1), *busy)
    fee = {"STANDARD": replace(PRICES["STANDARD"], month=Decimal(60))}
    changed = _of(one(october, running_mode="ALWAYS_ON", rates=fee))
    assert (changed.confidence, changed.saving) == ("low", Decimal("37.85"))  # 50.25 - 248/6 x 0.3
    assert "last full month" in changed.reasons[0]
    assert only(advise, one(autumn, running_mode="ALWAYS_ON", rates=fee)) is None


def test_a_switch_that_pays_back_too_late_is_not_advised() -> None:
    cheap_fee = {"STANDARD": replace(PRICES["STANDARD"], month=Decimal("28.00"))}  # AutoStop: 28.15
    finding = only(advise, one(everyday(9), rates=cheap_fee))
    assert finding is not None  # 0.15 x 6 = 0.90 against 0.33 more in the month of the switch
    dear = {"STANDARD": replace(PRICES["STANDARD"], month=Decimal("280"), base=Decimal("261.70"))}  # AutoStop: 280.10
    assert why(advise, one(everyday(9), rates=dear)) == (
        "Switching costs more this month than it would save in half a year."
    )


MACHINES = {
    name: Machine("us-east-1", name, "WINDOWS_SERVER_2022", volumes, name, volumes)
    for name, volumes in (("VALUE", (80, 10)), ("STANDARD", (80, 50)), ("POWER", (175, 100)), ("POWERPRO", (175, 100)))
}


def bill(machine: Machine, connected: int, mode: str, timeout: int | None, months: list[date]) -> Decimal:
    """What the months cost by the model of costs, had it been in one mode all along."""
    subject = Subject((Period(LONG_AGO, mode, machine),), LONG_AGO)
    told = RunningHours(
        FIRST, mask(0, END - FIRST), running(connected, [Mode(0, "AUTO_STOP", timeout)], FIRST, END - FIRST), END
    )
    costs = [model.cost(subject, told, month, NOW, BOOK).total for month in months]
    return sum((cost for cost in costs if cost is not None), Decimal(0))


@st.composite
def lives(draw: st.DrawFn) -> tuple[str, int]:
    """A compute type and months of use that change from month to month, some of them by much."""
    connected = 0
    level = draw(st.integers(0, 12))
    for month in reversed(MONTHS):
        level = max(0, min(24, level + draw(st.integers(-2, 2))))
        hours = draw(st.lists(st.integers(0, 23), min_size=level, max_size=level, unique=True))
        weekdays = draw(st.sets(st.integers(0, 6), max_size=7))
        connected |= days(month, next_month(month), *hours, weekdays=weekdays)
    return draw(st.sampled_from(sorted(MACHINES))), connected


@settings(max_examples=150)
@given(life=lives(), mode=st.sampled_from(["AUTO_STOP", "ALWAYS_ON"]), timeout=st.sampled_from([60, 120, 240]))
def test_no_choice_of_a_brute_force_is_cheaper_than_the_advice(life: tuple[str, int], mode: str, timeout: int) -> None:
    name, connected = life
    minutes = timeout if mode == "AUTO_STOP" else 60
    finding = only(advise, one(connected, compute_type=name, running_mode=mode, timeout_minutes=minutes))
    other = "ALWAYS_ON" if mode == "AUTO_STOP" else "AUTO_STOP"
    saved = [
        bill(MACHINES[name], connected, mode, minutes, MONTHS[:n])
        - bill(MACHINES[name], connected, other, minutes, MONTHS[:n])
        for n in (1, 3, 6)
    ]
    if finding is not None:
        assert saved[-1] > 0  # it never raises the cost
        assert abs(Decimal(str(finding.saving)) - saved[-1] / 6) < Decimal("0.01")
        assert (finding.confidence == "high") == (saved[0] > 0)
    elif saved[-1] / 6 >= RULES.minimum_saving:
        # no advice although half a year says so: the last quarter says otherwise, or the change itself costs more
        fee = PRICES[name].month or Decimal(0)
        assert saved[1] <= 0 or (mode == "AUTO_STOP" and saved[-1] <= fee / 30)


@settings(max_examples=60)
@given(life=lives(), timeout=st.sampled_from([120, 180, 300, 720, 1440, 2880]))
def test_no_timeout_of_a_brute_force_is_cheaper_than_the_one_advised(life: tuple[str, int], timeout: int) -> None:
    name, connected = life
    finding = only(advise_timeout, one(connected, compute_type=name, timeout_minutes=timeout))
    costs = {
        minutes: bill(MACHINES[name], connected, "AUTO_STOP", minutes, MONTHS)
        for minutes in {*range(60, min(timeout, 1440) + 1, 60), timeout}
    }
    if finding is None:
        quarter = [bill(MACHINES[name], connected, "AUTO_STOP", m, MONTHS[:3]) for m in (timeout, 60)]
        assert costs[timeout] - min(costs.values()) < 6 * RULES.minimum_saving or quarter[0] == quarter[1]
    else:
        assert costs[finding.after["auto_stop_timeout_minutes"]] == min(costs.values())


@settings(max_examples=60)
@given(
    by_weekday=st.lists(st.integers(0, 23), min_size=7, max_size=7),
    day=st.integers(2, 30),  # at 00:00 of the 1st the base has not been charged yet
    name=st.sampled_from(sorted(MACHINES)),
)
def test_no_other_day_to_switch_to_always_on_is_cheaper(by_weekday: list[int], day: int, name: str) -> None:
    """By the model of costs, over this month and the next, the first of which is one of the choices."""
    month, after = date(2026, 4, 1), date(2026, 5, 1)
    machine, today = MACHINES[name], date(2026, 4, day)
    bits = 0
    for each in (month + timedelta(days=n) for n in range(61)):
        bits |= mask(0, by_weekday[each.weekday()]) << (first_hour(each) - first_hour(month))
    size = month_hours(month) + month_hours(after)
    told = RunningHours(first_hour(month), mask(0, size), bits, first_hour(month) + size)

    def total(switched: date) -> Decimal:
        periods = (Period(LONG_AGO, "AUTO_STOP", machine), Period(midnight(switched), "ALWAYS_ON", machine))
        subject = Subject(periods, LONG_AGO)
        costs = [model.cost(subject, told, one, midnight(date(2026, 6, 1)), BOOK).total for one in (month, after)]
        return sum((cost for cost in costs if cost is not None), Decimal(0))

    prices = PRICES[name]
    assert prices.month is not None
    assert prices.hour is not None
    chosen, _ = best_day(today, prices.month, prices.hour, [Decimal(hours) for hours in by_weekday])
    # on the 1st the mode of its first moment is charged: the base, and the fee beside it when it is switched later
    days = (today + timedelta(days=n) for n in range((after - today).days + 1))
    choices = {each: total(each) + ((prices.base or 0) if each.day == 1 else 0) for each in days}
    assert choices[chosen] <= min(choices.values()) + Decimal("0.000001")


def test_a_shorter_timeout_and_its_starts() -> None:
    finding = only(advise_timeout, one(everyday(8, 10, 12, weekdays=WORKDAYS), timeout_minutes=240))
    assert finding is not None
    # 131 workdays of half a year: nine hours of a run each, or six
    facts = told(finding)
    assert (facts["billed_hours"], facts["billed_hours_after"]) == (Decimal("196.50"), Decimal("131.00"))
    assert (facts["starts"], facts["starts_after"]) == (Decimal("21.83"), Decimal("21.83"))
    assert finding.saving == Decimal("19.65")


def test_what_a_start_is_worth_makes_a_longer_timeout_right() -> None:
    facts = one(everyday(8, 11, 14, weekdays=WORKDAYS), timeout_minutes=240)
    assert _minutes(facts, Decimal(0)) == 60
    assert _minutes(facts, Decimal("0.5")) == 120  # 66 starts fewer for 66 hours more: 0.30 against 0.50
    assert _minutes(replace(facts, timeout_minutes=120), Decimal("0.5")) is None


def _minutes(facts: Facts, start_cost: Decimal) -> int | None:
    finding = only(advise_timeout, facts, replace(RULES, start_cost=start_cost))
    return None if finding is None else int(finding.after["auto_stop_timeout_minutes"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"timeout_minutes": 60}, "Its idle timeout is the shortest there is."),
        ({"timeout_minutes": None}, "Its idle timeout is the shortest there is."),
        ({"running_mode": "ALWAYS_ON"}, "It does not stop by itself."),
        ({"compute_type": "QUANTUM_9XL"}, "Its price by the hour is not known."),
        ({"hours": Hours(FIRST)}, "No whole month of its hours was measured lately."),
    ],
)
def test_no_timeout_is_advised_without_knowing(change: dict[str, object], reason: str) -> None:
    facts = replace(one(everyday(9), timeout_minutes=240), **change)  # type: ignore[arg-type]
    assert why(advise_timeout, facts) == reason


def test_switch_and_timeout_may_both_be_said_and_each_stands_against_what_is_now() -> None:
    both = found(one(everyday(8, 10, 12), timeout_minutes=240))
    assert set(both) == {"switch_to_always_on", "idle_timeout"}
