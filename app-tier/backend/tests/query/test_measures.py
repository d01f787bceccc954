"""Shares, ratios, having, the rest as one row, and one period beside another."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

Ask = Callable[..., Any]
DEPARTMENT = [{"field": "tag.department"}]
GIB = "root_volume_size_gib"


def _names(answer: Any) -> list[str]:
    return [c["name"] for c in answer["columns"]]


def test_a_share_is_of_all_rows_under_the_same_filters_and_the_unknown_is_a_group(ask: Ask) -> None:
    answer = ask({"group_by": DEPARTMENT, "measures": [{"agg": "count"}, {"agg": "share"}]})
    assert answer["rows"] == [
        ["Finance", 2, 33.3333], [None, 2, 33.3333], ["IT", 1, 16.6667], ["Sales", 1, 16.6667]
    ]  # fmt: skip
    assert answer["columns"][2]["unit"] == "%"
    narrowed = ask(
        {"group_by": DEPARTMENT, "measures": [{"agg": "share"}], "filters": [{"field": "state", "value": "AVAILABLE"}]}
    )
    assert narrowed["rows"][0] == ["Finance", 50]


def test_a_share_of_a_sum_leaves_the_unknown_unknown(ask: Ask) -> None:
    answer = ask({"group_by": [{"field": "user_name"}], "measures": [{"agg": "share", "field": GIB}]})
    assert answer["rows"][:3] == [["bob", 68.6275], ["ada", 31.3725], ["cid_100%", None]]


def test_having_leaves_groups_out_but_shares_stay_of_the_whole(ask: Ask) -> None:
    answer = ask(
        {
            "group_by": DEPARTMENT,
            "measures": [{"agg": "count"}, {"agg": "share"}],
            "having": [{"by": "count", "op": "lt", "value": 2}, {"by": "share", "op": "between", "value": [16, 17]}],
        }
    )
    assert (answer["rows"], answer["total"]) == ([["IT", 1, 16.6667], ["Sales", 1, 16.6667]], 2)


def test_groups_beyond_the_limit_come_together_as_other(ask: Ask) -> None:
    plan: dict[str, Any] = {
        "group_by": [{"field": "user_name"}],
        "measures": [{"agg": "count"}, {"agg": "avg", "field": GIB}, {"agg": "share"}],
        "sort": [{"by": "user_name"}],
        "other": True,
        "limit": 1,
    }
    answer = ask(plan)
    assert answer["rows"] == [["ada", 1, 80, 16.6667]]
    assert (answer["other"], answer["total"], answer["truncated"]) == ([None, 5, 175, 83.3333], 6, True)
    assert ask({**plan, "limit": 6})["other"] is None
    unknown = ask({**plan, "limit": 5, "measures": [{"agg": "count"}]})
    assert unknown["other"] == [None, 1], "the group that is not known is the rest here"


def test_other_holds_only_groups_that_having_lets_through(ask: Ask) -> None:
    answer = ask(
        {
            "group_by": DEPARTMENT,
            "measures": [{"agg": "count"}],
            "having": [{"by": "count", "op": "lt", "value": 2}],
            "limit": 1,
            "other": True,
        }
    )
    assert (answer["rows"], answer["other"]) == ([["IT", 1]], [None, 1])


def test_a_ratio_divides_two_measures_and_is_unknown_where_it_cannot(ask: Ask) -> None:
    ratio = {
        "agg": "ratio",
        "of": {"agg": "sum", "field": GIB},
        "per": {"agg": "distinct", "field": "tag.department"},
    }
    answer = ask({"group_by": [{"field": "region"}], "measures": [ratio], "sort": [{"by": "region"}]})
    assert _names(answer) == ["region", "sum_root_volume_size_gib_per_distinct_tag.department"]
    assert answer["rows"] == [["eu-west-1", None], ["us-east-1", 85]]
    nothing = ask({"measures": [{**ratio, "per": {"agg": "count", "field": "error_message"}}]})
    assert nothing["rows"] == [[None]]


@pytest.fixture
def costs(stored: None) -> None:
    """Ada: 10 in September, 30 in October, 45 in November; Bob: 20 in October only; November of last year: 9."""
    from app.db.partitions import ensure_months
    from app.db.session import unit_of_work
    from app.models.models import CostMonthly

    def row(user: str, year: int, month: int, cost: float | None) -> CostMonthly:
        return CostMonthly(
            account_id="111111111111", region="us-east-1", workspace_id=f"ws-{user}", month=date(year, month, 1),
            source="modelled", usage_type="USE1-AW-HW-2", kind="auto_stop_month", unit="WorkSpace", currency="USD",
            cost=cost, assumptions=[],
        )  # fmt: skip

    rows = [
        row("ada", 2025, 9, 10), row("ada", 2025, 10, 30), row("ada", 2025, 11, 45), row("bob", 2025, 10, 20),
        row("ada", 2024, 11, 9), row("cid", 2025, 11, None),
    ]  # fmt: skip
    with unit_of_work() as session:
        ensure_months(session.connection(), "cost_monthly", [r.month for r in rows])
        session.add_all(rows)


def _november(**more: Any) -> dict[str, Any]:
    return {
        "dataset": "costs",
        "filters": [{"field": "month", "value": "2025-11"}],
        "group_by": [{"field": "user_name"}],
        "measures": [{"agg": "sum", "field": "cost"}],
        "sort": [{"by": "user_name"}],
        **more,
    }


def test_a_month_beside_the_one_before(ask: Ask, costs: None) -> None:
    answer = ask(_november(compare={"to": "previous_period"}))
    assert _names(answer)[1:] == ["sum_cost", "sum_cost_previous", "sum_cost_change", "sum_cost_change_percent"]
    assert answer["rows"] == [
        ["ada", 45, 30, 15, 50], ["bob", None, 20, None, None], ["cid_100%", None, None, None, None]
    ]  # fmt: skip
    assert answer["compared"] == {
        "field": "month",
        "period": {"since": "2025-11-01", "until": "2025-12-01"},
        "previous": {"since": "2025-10-01", "until": "2025-11-01"},
    }


def test_a_month_beside_the_same_one_last_year_and_ordered_by_the_change(ask: Ask, costs: None) -> None:
    compared = _november(compare={"to": "same_period_last_year"}, sort=[{"by": "sum_cost_change", "desc": True}])
    assert ask(compared)["rows"][0] == ["ada", 45, 9, 36, 400]


def test_two_months_beside_the_two_before_month_by_month(ask: Ask, costs: None) -> None:
    answer = ask(
        {
            "dataset": "costs",
            "filters": [{"field": "month", "op": "between", "value": ["2025-10-01", "2025-11-30"]}],
            "group_by": [{"field": "month", "bucket": "month"}],
            "measures": [{"agg": "sum", "field": "cost"}],
            "compare": {"to": "previous_period"},
        }
    )
    rows = [row[:3] for row in answer["rows"]]
    assert rows == [["2025-10", 50, None], ["2025-11", 45, 10]], "August is not known, September stands under November"


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({"measures": [{"agg": "ratio", "of": {"agg": "count"}}]}, "measures.0"),
        ({"measures": [{"agg": "count", "per": {"agg": "count"}}]}, "measures.0"),
        ({"measures": [{"agg": "share", "field": "state"}]}, "measures.0"),
        (
            {
                "measures": [
                    {"agg": "ratio", "of": {"agg": "min", "field": "created_at"}, "per": {"agg": "count"}},
                ]
            },
            "measures.0.of",
        ),
        ({"group_by": [{"field": "state"}], "having": [{"by": "state", "op": "eq", "value": "A"}]}, "having.0"),
        ({"group_by": [{"field": "state"}], "having": [{"by": "count", "op": "gt", "value": "many"}]}, "having.0"),
        ({"having": [{"by": "count", "op": "gt", "value": 1}]}, "having"),
        ({"other": True}, "other"),
        ({"other": True, "group_by": [{"field": "state"}], "offset": 1}, "other"),
        ({"compare": {}, "measures": [{"agg": "count"}]}, "compare"),
        ({"compare": {"field": "state"}, "measures": [{"agg": "count"}]}, "compare.field"),
        (
            {"compare": {}, "filters": [{"field": "created_at", "op": "gte", "value": "2026-01-01"}]},
            "compare",
        ),
        (
            {"compare": {}, "filters": [{"field": "created_at", "op": "is_null", "value": False}]},
            "filters.0.created_at",
        ),
        (
            {
                "compare": {"to": "same_period_last_year"},
                "filters": [{"field": "created_at", "op": "between", "value": ["2024-01-01", "2026-01-01"]}],
            },
            "compare",
        ),
        ({"compare": {}, "filters": [{"field": "created_at", "value": "0001-01-01"}]}, "compare"),
        ({"version": 2}, "version"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"limit": 1_000_000_000}, "limit"),
        ({"filters": [{"field": "state", "value": "A"}] * 10_000}, "filters"),
        ({"filters": [{"field": "created_at", "op": "gt", "value": "0000-01-01"}]}, "filters.0.created_at"),
        ({"filters": [{"field": "created_at", "op": "between", "value": ["2026-01-01"]}]}, "filters.0.created_at"),
        ({"filters": [{"field": "created_at", "op": "between", "value": [None, None]}]}, "filters.0.created_at"),
        ({"filters": [{"field": "created_at", "op": "gt", "value": "9999-12-31"}]}, None),
        (
            {"filters": [{"field": "created_at", "op": "between", "value": [None, "9999-12-31"]}]},
            "filters.0.created_at",
        ),
        (
            {"filters": [{"field": "state", "value": {"period": "this", "unit": "month"}}]},
            "filters.0.state",
        ),
        (
            {"filters": [{"field": "created_at", "value": {"period": "last", "unit": "year", "count": 1000}}]},
            None,
        ),
    ],
)
def test_what_cannot_be_is_named(ask: Ask, plan: dict[str, Any], field: str | None) -> None:
    if field is None:
        ask(plan)
        return
    told = ask(plan, 422)["errors"]
    assert any(error["field"].startswith(field) for error in told), told
