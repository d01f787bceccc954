"""Costs as a client sees them: of one WorkSpace, explained, in lists and plans, and beside the bill."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.session import unit_of_work
from app.models.models import BillMonthly
from tests.modelled.stored import ACCOUNT, BEFORE, LAST, NOW, OTHER, REGION, THIS, add, add_place, measure, on, refresh

Get = Callable[..., Any]
LAST_NAME, BEFORE_NAME = f"{LAST:%Y-%m}", f"{BEFORE:%Y-%m}"


@pytest.fixture
def fleet(db: None) -> None:
    add_place()
    add(
        {"workspace_id": "ws-ada", "user_name": "ada", "running_mode": "AUTO_STOP", "auto_stop_timeout_minutes": 60},
        {"workspace_id": "ws-bob", "user_name": "bob", "running_mode": "ALWAYS_ON", "tags": {"team": "red"}},
        {"workspace_id": "ws-qua", "user_name": "qua", "running_mode": "ALWAYS_ON", "compute_type": "QUANTUM_9XL"},
        {"workspace_id": "ws-old", "user_name": "old", "running_mode": "ALWAYS_ON", "state": "TERMINATED",
         "terminated_at": NOW - timedelta(days=NOW.day + 2)},
    )  # fmt: skip
    measure({"ws-ada": on(BEFORE, 3, 9, 10, 11) | on(LAST, 3, 9, 10), "ws-bob": 0, "ws-qua": 0})
    refresh()


@pytest.fixture
def get(fleet: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Get:
    def fetch(path: str, status: int = 200, **user: Any) -> Any:
        answer = client.get(path, headers=sign_in(**{"role": "viewer", **user}))
        assert answer.status_code == status, answer.text
        return answer.json()

    return fetch


@pytest.fixture
def ask(get: Get, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Callable[..., Any]:
    def post(**plan: Any) -> list[list[Any]]:
        answer = client.post("/api/query", json={"dataset": "costs", **plan}, headers=sign_in("viewer"))
        assert answer.status_code == 200, answer.text
        return list(answer.json()["rows"])

    return post


def test_the_cost_of_a_workspace_by_month_and_usage_type(get: Get) -> None:
    bill = get(f"/api/workspaces/ws-ada/billing?from={BEFORE_NAME}&to={LAST_NAME}")
    shown = [(i["month"], i["usage_type"], i["quantity"], i["unit"], i["cost"], i["currency"], i["source"])
             for i in bill["items"]]  # fmt: skip
    assert shown == [
        (BEFORE_NAME, "USE1-AW-HW-2-AutoStop-Usage", 4, "Hour", 1.2, "USD", "modelled"),
        (BEFORE_NAME, "USE1-AW-HW-2-AutoStop-User", 1, "Month", 9.75, "USD", "modelled"),
        (LAST_NAME, "USE1-AW-HW-2-AutoStop-Usage", 3, "Hour", 0.9, "USD", "modelled"),
        (LAST_NAME, "USE1-AW-HW-2-AutoStop-User", 1, "Month", 9.75, "USD", "modelled"),
    ]
    assert (bill["total_cost"], bill["known_cost"], bill["unknown_items"]) == (21.6, 21.6, 0)
    assert bill["items"][0]["coverage"] == 1


def test_a_cost_that_is_not_known_makes_no_total(get: Get) -> None:
    bill = get(f"/api/workspaces/ws-qua/billing?from={LAST_NAME}&to={LAST_NAME}")
    (item,) = bill["items"]
    assert (item["cost"], bill["total_cost"], bill["known_cost"], bill["unknown_items"]) == (None, None, 0, 1)
    assert item["reason"] == "no price of QUANTUM_9XL (licence included) is known in us-east-1"
    nothing = get("/api/workspaces/ws-ada/billing?from=2020-01&to=2020-02")
    assert (nothing["items"], nothing["total_cost"]) == ([], None)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/workspaces/ws-nobody/billing", 404),
        ("/api/workspaces/ws-ada/billing?from=2026-13", 422),
        ("/api/workspaces/ws-ada/billing?from=2026-05&to=2026-04", 422),
        ("/api/workspaces/ws-ada/billing?since=2026-05", 422),
        ("/api/costs/explain?workspace_id=ws-ada", 422),
        ("/api/costs/explain?workspace_id=ws-nobody&month=2026-05", 404),
        ("/api/costs/explain?workspace_id=%00&month=2026-05", 422),
        ("/api/costs/reconciliation", 422),
        ("/api/costs/reconciliation?month=2026-05&account_id=1", 422),
    ],
)
def test_what_is_not_there_or_wrong_is_said(get: Get, path: str, status: int) -> None:
    get(path, status)


def test_nobody_sees_the_costs_of_accounts_that_are_not_theirs(get: Get) -> None:
    scope = {"account_scope": [OTHER]}
    get("/api/workspaces/ws-ada/billing", 404, **scope)
    get(f"/api/costs/explain?workspace_id=ws-ada&month={LAST_NAME}", 404, **scope)
    assert get(f"/api/costs/reconciliation?month={LAST_NAME}", **scope)["items"] == []
    assert get("/api/workspaces/ws-ada/billing", account_scope=[ACCOUNT])["items"]


def test_a_cost_explains_itself_in_words_and_numbers(get: Get) -> None:
    told = get(f"/api/costs/explain?workspace_id=ws-ada&month={LAST_NAME}")
    assert (told["modelled_cost"], told["note"], told["summary"]) == (10.65, None, "9.75 + 0.90 = 10.65 USD")
    base, hours = told["steps"]
    span, note = f"{LAST} to {THIS - timedelta(days=1)}", f", the {base['price_note']}" if base["price_note"] else ""
    assert base["text"] == (
        f"AutoStop base of STANDARD, {span}: 1 month x 9.75 USD = 9.75 USD "
        f"(the built-in price list, price since 2026-06-27{note})."
    )
    assert (hours["quantity"], hours["rate"], hours["cost"], hours["coverage"]) == (3, 0.3, 0.9, 1)
    assert "3 h (100.00% of the hours measured) x 0.3 USD = 0.90 USD" in hours["text"]
    assert hours["price_source"] == "builtin"
    assert [(s["running_mode"], s["compute_type"]) for s in told["settings"]] == [("AUTO_STOP", "STANDARD")]


def test_an_explanation_says_why_a_cost_is_not_known_or_nothing(get: Get) -> None:
    told = get(f"/api/costs/explain?workspace_id=ws-qua&month={LAST_NAME}")
    assert (told["modelled_cost"], told["steps"][0]["cost"]) == (None, None)
    assert "not known, because no price of QUANTUM_9XL" in told["steps"][0]["text"]
    never = get("/api/costs/explain?workspace_id=ws-ada&month=2020-01")
    assert (never["modelled_cost"], never["steps"], never["note"]) == (0, [], "It did not exist in this month.")


def test_every_explanation_is_what_is_stored(get: Get) -> None:
    for name in ("ws-ada", "ws-bob", "ws-old"):
        for month in (BEFORE_NAME, LAST_NAME):
            stored = get(f"/api/workspaces/{name}/billing?from={month}&to={month}")["total_cost"] or 0
            assert get(f"/api/costs/explain?workspace_id={name}&month={month}")["modelled_cost"] == stored


def test_the_list_of_workspaces_tells_what_each_has_cost_this_month(get: Get) -> None:
    items = get("/api/workspaces?include_terminated=true&fields=workspace_id,modelled_cost_mtd&sort=workspace_id")[
        "items"
    ]
    costs = {item["workspace_id"]: item["modelled_cost_mtd"] for item in items}
    assert (costs["ws-bob"], costs["ws-qua"], costs["ws-old"]) == (35, None, 0)
    assert costs["ws-ada"] >= 9.75
    dear = get("/api/workspaces?modelled_cost_mtd.gt=30")["items"]
    assert [item["workspace_id"] for item in dear] == ["ws-bob"]


def test_costs_are_a_dataset_with_tags_and_what_is_not_known_counted(ask: Callable[..., Any]) -> None:
    month = {"field": "month", "op": "eq", "value": str(BEFORE)}
    measures = [{"agg": "sum", "field": "cost"}, {"agg": "count"}, {"agg": "count", "field": "cost"}]
    by_mode = ask(filters=[month], group_by=[{"field": "running_mode"}], measures=measures)
    assert by_mode == [["ALWAYS_ON", 70, 3, 2], ["AUTO_STOP", 10.95, 2, 2]]
    by_team = ask(filters=[month], group_by=[{"field": "tag.team"}], measures=measures[:1])
    assert sorted(by_team, key=str) == [["blue", 45.95], ["red", 35]]
    assert ask(filters=[month, {"field": "cost", "op": "is_null"}], columns=["user_name", "kind", "bundle_name"]) == [
        ["qua", "always_on_month", "Office"]
    ]


def test_the_model_is_held_against_the_bill(get: Get) -> None:
    def line(usage_type: str, quantity: str, cost: str, **more: Any) -> BillMonthly:
        facts: dict[str, Any] = {
            "account_id": ACCOUNT,
            "region": REGION,
            "kind": "auto_stop_hour",
            "unit": "Hrs",
            **more,
        }
        return BillMonthly(month=BEFORE, payer_account_id=ACCOUNT, usage_type=usage_type, quantity=Decimal(quantity),
                           cost=Decimal(cost), currency="USD", estimated=False, **facts)  # fmt: skip

    with unit_of_work() as session:
        session.add_all([
            line("USE1-AW-HW-2-AutoStop-Usage", "4", "1.20"),
            line("USE1-AW-HW-2-AutoStop-User", "1", "9.75"),
            line("USE1-AW-HW-2", "3", "94.5"),
            line("USE1-AW-HWU-99", "1", "900", kind="always_on_month"),
            line("EU-AW-HW-2", "1", "37.10", region="eu-west-1"),
        ])  # fmt: skip
    told = get(f"/api/costs/reconciliation?month={BEFORE_NAME}")
    items = {item["usage_type"]: item for item in told["items"]}
    for usage_type in ("USE1-AW-HW-2-AutoStop-Usage", "USE1-AW-HW-2-AutoStop-User"):
        item = items[usage_type]
        assert (item["quantity_error_percent"], item["cost_error_percent"], item["causes"]) == (0, 0, [])
    fee = items["USE1-AW-HW-2"]
    assert (fee["modelled_quantity"], fee["billed_quantity"], fee["quantity_error_percent"]) == (2, 3, -33.33)
    assert fee["causes"] == [
        f"WorkSpaces of account {ACCOUNT} in us-east-1 may have ended before the inventory saw them.",
        "It is billed at 31.5000 a unit and listed at 35.0000: "
        "a discount, or a price of another date or other volumes.",
    ]
    assert items["USE1-AW-HWU-99"]["causes"] == [
        "As much of it is modelled without a price as USE1-AW-HW-QUANTUM_9XL: the price list does not have it."
    ]
    assert "is that Region among those of the account?" in items["EU-AW-HW-2"]["causes"][0]
    assert items["USE1-AW-HW-QUANTUM_9XL"]["unknown"] == 1
    assert (told["billed_cost"], told["modelled_cost"], told["unknown"]) == (1042.55, 80.95, 1)
    assert [
        i["usage_type"] for i in get(f"/api/costs/reconciliation?month={BEFORE_NAME}&region=eu-west-1")["items"]
    ] == ["EU-AW-HW-2"]


def test_both_running_modes_beside_each_other_with_their_break_even(get: Get) -> None:
    told = get("/api/costs/modes?workspace_id=ws-ada")
    prices = [told[name] for name in ("always_on_month", "auto_stop_month", "auto_stop_hour")]
    assert None not in prices
    assert told["break_even_hours"] == pytest.approx((prices[0] - prices[1]) / prices[2], abs=0.01)
    assert (told["running_mode"], told["timeout_minutes"], told["reason"]) == ("AUTO_STOP", 60, None)
    hours = {month["month"]: month["auto_stop_hours"] for month in told["months"]}
    # three connected hours and the idle one after them; two and one
    assert (hours[BEFORE_NAME], hours[LAST_NAME]) == (4, 3)


def test_running_modes_without_a_price_say_why(get: Get) -> None:
    told = get("/api/costs/modes?workspace_id=ws-qua")
    assert (told["always_on_month"], told["break_even_hours"]) == (None, None)
    assert told["reason"] == "no price of QUANTUM_9XL (licence included) is known in us-east-1"
    get("/api/costs/modes?workspace_id=ws-nobody", status=404)
