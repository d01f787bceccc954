"""Answers of Cost Explorer, and the months that are asked for."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.services.costs.amounts import amount
from app.services.costs.bill_lines import by_tag, by_usage_type, estimated
from app.services.costs.months import following, pending, previous, ranges


def result(start: str, *groups: tuple[str, str, str, str], is_estimated: bool = False) -> dict[str, Any]:
    """One of `ResultsByTime`: groups are (key, account, quantity, cost)."""
    return {
        "TimePeriod": {"Start": start, "End": "2026-12-31"},
        "Total": {},
        "Estimated": is_estimated,
        "Groups": [
            {"Keys": [key, account], "Metrics": {
                "UnblendedCost": {"Amount": cost, "Unit": "USD"}, "UsageQuantity": {"Amount": quantity, "Unit": "Hrs"}}}
            for key, account, quantity, cost in groups
        ],
    }  # fmt: skip


def test_a_group_becomes_a_line_with_exact_amounts() -> None:
    (line,) = by_usage_type(
        [result("2026-03-01", ("USE1-AW-HW-2-AutoStop-Usage", "111111111111", "44.3000000001", "13.2900000001"))]
    )
    assert (line.period, line.account_id, line.region) == (date(2026, 3, 1), "111111111111", "us-east-1")
    assert (line.quantity, line.cost) == (Decimal("44.3000000001"), Decimal("13.2900000001"))
    assert (line.kind, line.compute_type, line.unit, line.currency) == ("auto_stop_hour", "STANDARD", "Hrs", "USD")
    assert not line.estimated


def test_a_tag_value_loses_its_key_and_an_absent_one_is_empty() -> None:
    results = [result("2026-03-01", ("cost_centre$a$b", "111111111111", "1", "2"), ("cost_centre$", "222222222222", "1", "3"))]  # fmt: skip  # noqa: E501
    assert [(line.tag_value, line.cost) for line in by_tag(results, "cost_centre")] == [
        ("a$b", Decimal(2)),
        ("", Decimal(3)),
    ]


def test_a_period_without_groups_is_known_and_one_that_does_not_say_final_is_estimated() -> None:
    silent = {"TimePeriod": {"Start": "2026-05-01"}}
    results = [result("2026-03-01"), result("2026-04-01", is_estimated=True), silent]
    months = {date(2026, 3, 1): False, date(2026, 4, 1): True, date(2026, 5, 1): True}
    assert estimated(results) == months


def test_an_amount_that_is_none_is_unknown_and_not_zero() -> None:
    (line,) = by_usage_type([result("2026-03-01", ("USE1-AW-HW-2", "111111111111", "N/A", "1E+999999"))])
    assert (line.quantity, line.cost) == (None, None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text() | st.sampled_from(["TimePeriod", "Start", "Groups", "Keys", "Metrics"]), inner)
    ),
    max_leaves=30,
)


@given(JSON)
def test_any_json_is_read_without_raising(value: object) -> None:
    for results in (value, [value], [{"TimePeriod": {"Start": "2026-01-01"}, "Groups": [value]}]):
        by_usage_type(results)
        by_tag(results, "k")
        estimated(results)


@given(st.decimals(allow_nan=True) | st.text() | st.floats() | st.none())
def test_an_amount_is_finite_and_storable_or_unknown(value: object) -> None:
    number = amount(str(value) if not isinstance(value, float) else value)
    assert number is None or (number.is_finite() and number.adjusted() <= 17)


def test_the_current_month_and_what_is_not_final_are_pending() -> None:
    today = date(2026, 3, 31)
    everything = pending(today, ())
    assert everything[0] == date(2026, 3, 1)
    assert everything[-1] == date(2025, 2, 1)
    assert len(everything) == 14
    final = [month for month in everything if month < date(2026, 2, 1)]
    assert pending(today, final) == (date(2026, 3, 1), date(2026, 2, 1))
    assert pending(today, everything) == (date(2026, 3, 1),)  # a current month is never final


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_months_follow_each_other(on: date) -> None:
    month = on.replace(day=1)
    assert previous(following(month)) == month
    assert following(month) - timedelta(days=1) >= on
    assert len(pending(on, ())) == 14


def test_neighbouring_months_are_one_range() -> None:
    months = [date(2026, 3, 1), date(2026, 2, 1), date(2025, 12, 1)]
    assert ranges(months) == [
        (date(2026, 2, 1), date(2026, 4, 1)),
        (date(2025, 12, 1), date(2026, 1, 1)),
    ]
    assert ranges(pending(date(2026, 3, 31), ()), longest=5) == [
        (date(2025, 11, 1), date(2026, 4, 1)),
        (date(2025, 6, 1), date(2025, 11, 1)),
        (date(2025, 2, 1), date(2025, 6, 1)),
    ]
