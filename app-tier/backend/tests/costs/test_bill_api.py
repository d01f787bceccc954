"""The bill over HTTP."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

ONE, TWO = "111111111111", "222222222222"
Get = Callable[..., Any]


@pytest.fixture
def get(db: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Get:
    from app.db.session import unit_of_work
    from app.models.models import BillMonthly

    def line(month: int, account_id: str, usage_type: str, cost: str | None, **more: Any) -> BillMonthly:
        facts: dict[str, Any] = {"region": "us-east-1", "kind": "other", "quantity": Decimal(2), "unit": "Hrs"}
        return BillMonthly(
            month=date(2026, month, 1), payer_account_id=ONE, account_id=account_id, usage_type=usage_type,
            cost=cost and Decimal(cost), currency="USD", estimated=month == 3, **{**facts, **more},
        )  # fmt: skip

    with unit_of_work() as session:
        session.add_all([
            line(1, ONE, "USE1-AW-HW-2", "35.10", unit="Month"),
            line(2, ONE, "USE1-AW-HW-2-AutoStop-Usage", "0.30"),
            line(2, TWO, "EU-AW-HW-2-AutoStop-Usage", "0.32", region="eu-west-1"),
            line(3, TWO, "NoUsageType", None, region=None, unit=None),
        ])  # fmt: skip

    def fetch(query: str, status: int = 200, **user: Any) -> Any:
        answer = client.get(f"/api/costs/bill?{query}", headers=sign_in(**{"role": "viewer", **user}))
        assert answer.status_code == status, answer.text
        return answer.json()

    return fetch


def test_a_total_is_of_all_months_asked_for(get: Get) -> None:
    bill = get("from=2026-01&to=2026-02")
    assert (bill["total_cost"], bill["currency"], bill["source"], bill["estimated"]) == (35.72, "USD", "billed", False)
    (item,) = bill["items"]
    assert (item["cost"], item["source"], item["month"], item["quantity"]) == (35.72, "billed", None, None)
    assert get("from=2025-01&to=2025-02") == {
        "items": [], "total_cost": None, "currency": None, "estimated": False, "source": "billed"}  # fmt: skip


def test_sums_go_by_what_is_asked_for(get: Get) -> None:
    by_region = get("from=2026-01&to=2026-03&group_by=region")["items"]
    assert [(i["region"], i["cost"]) for i in by_region] == [("us-east-1", 35.4), ("eu-west-1", 0.32), (None, None)]
    for query in ("group_by=month,account_id", "group_by=month&group_by=account_id"):
        both = get(f"from=2026-02&to=2026-03&{query}")["items"]
        assert [(i["month"], i["account_id"], i["cost"], i["quantity"], i["estimated"]) for i in both] == [
            ("2026-02", TWO, 0.32, 2.0, False),
            ("2026-02", ONE, 0.3, 2.0, False),
            ("2026-03", TWO, None, None, True),
        ]
    by_type = get("from=2026-02&to=2026-02&group_by=usage_type")["items"]
    assert {(i["usage_type"], i["quantity"], i["unit"]) for i in by_type} == {
        ("USE1-AW-HW-2-AutoStop-Usage", 2.0, "Hrs"), ("EU-AW-HW-2-AutoStop-Usage", 2.0, "Hrs")}  # fmt: skip


def test_a_scope_of_accounts_is_obeyed(get: Get) -> None:
    bill = get("from=2026-01&to=2026-03&group_by=account_id", account_scope=[TWO])
    assert [(i["account_id"], i["cost"]) for i in bill["items"]] == [(TWO, 0.32)]
    assert get("from=2026-01&to=2026-03", account_scope=[])["items"] == []


def test_what_cannot_be_understood_is_named(get: Get) -> None:
    assert get("from=2026-03&to=2026-01", 422)["errors"][0]["field"] == "from"
    for query in ("from=2026-13", "from=March", "group_by=colour", "surprise=1"):
        get(query, 422)
    assert get("", 200)["source"] == "billed"
