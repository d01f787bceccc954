"""Costs and usage over HTTP: lists, sums by what is asked for, the average week."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

Get = Callable[..., Any]
THIS = datetime.now(UTC).date().replace(day=1)


@pytest.fixture
def costed(stored: None) -> None:
    """This month: Ada 10 of hours and 5 of storage, Bob 25, Fay (the other account) 7, Cid unknown."""
    from app.db.partitions import ensure_months
    from app.db.session import unit_of_work
    from app.models.models import CostMonthly

    home, other = "111111111111", "222222222222"
    amounts = [
        (home, "ada", "auto_stop_hour", 10), (home, "ada", "volume", 5), (home, "bob", "always_on_month", 25),
        (other, "fay", "auto_stop_hour", 7), (home, "cid", "auto_stop_hour", None),
    ]  # fmt: skip
    with unit_of_work() as session:
        ensure_months(session.connection(), "cost_monthly", [THIS])
        session.add_all(
            CostMonthly(
                account_id=account, region="us-east-1", workspace_id=f"ws-{who}", month=THIS, cost=cost, kind=kind,
                source="modelled", usage_type=kind, unit="h", currency="USD", assumptions=[],
            )
            for account, who, kind, cost in amounts
        )  # fmt: skip


def test_costs_by_month_and_charge_unless_asked_otherwise(get: Get, costed: None) -> None:
    told = get("/api/costs/summary")
    assert [c["name"] for c in told["columns"]] == ["month", "kind", "sum_cost", "count", "count_cost"]
    assert told["rows"] == [
        [THIS.isoformat(), "always_on_month", 25, 1, 1],
        [THIS.isoformat(), "auto_stop_hour", 17, 3, 2],
        [THIS.isoformat(), "volume", 5, 1, 1],
    ]


def test_chargeback_by_tag_shows_what_is_not_allocated(get: Get, costed: None) -> None:
    told = get("/api/costs/summary?by=tag.department&months=1")
    assert [row[:2] for row in told["rows"]] == [["IT", 25], ["Finance", 15], ["Sales", 7], [None, None]]
    narrowed = get("/api/costs/summary?by=user_name&tag.department=Finance&limit=1")
    assert narrowed["rows"] == [["ada", 15, 2, 2]]
    rest = get("/api/costs/summary?by=user_name&limit=1&other=true")
    assert (rest["rows"][0][:2], rest["other"][:2]) == (["bob", 25], [None, 22])


def test_a_summary_beside_last_month(get: Get, costed: None) -> None:
    told = get(f"/api/costs/summary?by=kind&month={THIS:%Y-%m}&compare=previous_period")
    assert told["compared"]["period"]["since"] == THIS.isoformat()
    assert [c["name"] for c in told["columns"]][1:4] == ["sum_cost", "sum_cost_previous", "sum_cost_change"]


def test_lists_of_costs_and_usage_page_like_every_list(get: Get, costed: None) -> None:
    page = get("/api/costs?sort=-cost&limit=2")
    assert ([item["cost"] for item in page["items"]], page["total"]) == ([25, 10], 5)
    assert page["next_cursor"]
    assert get("/api/costs/facets?facets=kind")["total"] == 5
    for path in ("/api/usage", "/api/usage/daily", "/api/usage/facets"):
        assert get(path)["total"] == 0


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/costs/summary?by=nope", "group_by.0.nope"),
        ("/api/costs/summary?by=a,b,c,d", "by"),
        ("/api/costs/summary?months=0", "months"),
        ("/api/costs/summary?months=many", "months"),
        ("/api/costs/summary?compare=tomorrow", "compare"),
        ("/api/costs/summary?sort=cost", "sort"),
        ("/api/costs/summary?colour=red", "colour"),
        ("/api/usage/heatmap?colour=red", "colour"),
    ],
)
def test_what_does_not_fit_is_named(get: Get, path: str, field: str) -> None:
    assert get(path, 422)["errors"][0]["field"] == field


def test_the_average_week(get: Get, stored: None) -> None:
    from app.db.session import unit_of_work
    from app.models.models import UsageHourly

    # November 2025 begins on a Saturday: 08:00 of the first two Mondays, the 3rd and the 10th
    monday, places = (2 * 24 + 8, 9 * 24 + 8), (("111111111111", 4), ("222222222222", 2))
    with unit_of_work() as session:
        for account, most in places:
            connected, known = [0] * 720, [0] * 720
            for hour, part in zip(monday, (1, 2), strict=True):
                connected[hour], known[hour] = most // part, 5
            row = UsageHourly(account_id=account, region="us-east-1", month=date(2025, 11, 1))
            row.connected, row.known = connected, known
            session.add(row)
    told = get("/api/usage/heatmap?month=2025-11")
    assert told["rows"] == [["1", 8, 4.5, 10]], "(4 + 2 + 2 + 1) over two Mondays"
    assert get("/api/usage/heatmap?month=2025-11&account_id=222222222222")["rows"] == [["1", 8, 1.5, 5]]


def test_usage_by_month(get: Get, stored: None) -> None:
    from app.db.partitions import ensure_months
    from app.db.session import unit_of_work
    from app.models.models import UsageMonthly

    with unit_of_work() as session:
        ensure_months(session.connection(), "usage_monthly", [THIS])
        for who, hours, billed in (("ada", 30, 33), ("bob", 12, None)):
            session.add(
                UsageMonthly(
                    account_id="111111111111", region="us-east-1", workspace_id=f"ws-{who}", month=THIS,
                    connected_hours=hours, billed_hours=billed, sessions=3, known_hours=100, from_hour=0, to_hour=720,
                )
            )  # fmt: skip
    assert get("/api/usage/summary")["rows"] == [[THIS.isoformat(), 42, 33, 6, 200]]
    by_mode = get("/api/usage/summary?by=running_mode")["rows"]
    assert by_mode == [["AUTO_STOP", 30, 33, 3, 100], ["ALWAYS_ON", 12, None, 3, 100]]
    assert get("/api/usage")["total"] == 2
