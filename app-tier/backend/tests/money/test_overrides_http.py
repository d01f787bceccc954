"""Contract prices and discounts as an administrator makes them, and what costs become."""

from typing import Any

import pytest

from app.services.costs import marking
from tests.modelled.stored import ACCOUNT, LAST, OTHER, execute, rows
from tests.money.conftest import Call

URL = "/api/admin/price-overrides"
LAST_NAME = f"{LAST:%Y-%m}"
FEE = {"name": "EDP", "percent": 10, "usage_type": "*-AW-HW-2"}


def cost(call: Call, workspace_id: str) -> float | None:
    bill = call("GET", f"/api/workspaces/{workspace_id}/billing?from={LAST_NAME}&to={LAST_NAME}")
    return None if bill["total_cost"] is None else float(bill["total_cost"])


def test_a_discount_changes_what_is_modelled_and_its_removal_changes_it_back(fleet: None, call: Call) -> None:
    assert cost(call, "ws-bob") == 35
    made = call("POST", URL, 201, json=FEE)
    assert marking.tick() == 1
    assert cost(call, "ws-bob") == 31.5
    told = call("GET", f"/api/costs/explain?workspace_id=ws-bob&month={LAST_NAME}")
    assert (told["modelled_cost"], told["steps"][0]["list_price"], told["steps"][0]["price_override"]) == (
        31.5,
        35,
        "EDP",
    )
    changed = call("PUT", f"{URL}/{made['id']}", json={"percent": None, "price": 12.34})
    assert (changed["percent"], changed["price"]) == (None, 12.34)
    marking.tick()
    assert cost(call, "ws-bob") == 12.34
    call("DELETE", f"{URL}/{made['id']}", 204)
    assert marking.tick() == 1
    assert cost(call, "ws-bob") == 35
    assert marking.tick() == 0
    actions = [row[0] for row in rows("select action from audit_log where action like 'price_override.%' order by id")]
    assert actions == ["price_override.create", "price_override.update", "price_override.delete"]


def test_what_has_no_price_is_counted_with_its_reason_and_a_contract_prices_it(fleet: None, call: Call) -> None:
    told = call("GET", f"/api/costs/unpriced?month={LAST_NAME}")
    assert (told["workspaces"], told["unknown"], told["unpriced"]) == (4, 1, 1)
    (item,) = told["items"]
    assert (item["missing"], item["workspaces"], item["examples"]) == ("price", 1, ["ws-qua"])
    assert item["reason"] == "no price of QUANTUM_9XL (licence included) is known in us-east-1"
    call("POST", URL, 201, json={"name": "Quantum", "price": 99, "usage_type": item["usage_type"]})
    marking.tick()
    assert cost(call, "ws-qua") == 99
    after = call("GET", f"/api/costs/unpriced?month={LAST_NAME}")
    assert (after["workspaces"], after["unknown"], after["items"]) == (4, 0, [])


def test_nobody_counts_workspaces_of_accounts_that_are_not_theirs(fleet: None, call: Call) -> None:
    path = f"/api/costs/unpriced?month={LAST_NAME}"
    assert call("GET", path, user={"role": "viewer", "account_scope": [OTHER]})["workspaces"] == 0
    assert call("GET", path, user={"role": "viewer", "account_scope": [ACCOUNT]})["workspaces"] == 4


def test_hours_that_were_not_read_are_another_reason_than_a_price(fleet: None, call: Call) -> None:
    execute("update cost_monthly set cost = null, reason = 'no hour of it was measured' "
            "where workspace_id = 'ws-ada' and kind = 'auto_stop_hour' and month = :m", m=LAST)  # fmt: skip
    told = call("GET", f"/api/costs/unpriced?month={LAST_NAME}")
    assert (told["unknown"], told["unpriced"]) == (2, 1)
    assert {item["missing"] for item in told["items"]} == {"price", "hours"}


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"name": "x", "percent": 10, "price": 3, "usage_type": "USE1-AW-HW-2"},
        {"name": "x", "price": 3},
        {"name": "x", "price": 3, "usage_type": "**"},
        {"name": "x", "price": -1, "usage_type": "USE1-AW-HW-2"},
        {"name": "x", "percent": 101},
        {"name": "x", "percent": "NaN"},
        {"name": " ", "percent": 10},
        {"name": "x", "percent": 10, "account_id": "1"},
        {"name": "x", "percent": 10, "region": "US"},
        {"name": "x", "percent": 10, "valid_from": "2026-02-01", "valid_to": "2026-02-01"},
        {"name": "x", "percent": 10, "valid_from": "0001-01-01"},
        {"name": "x", "percent": 10, "usage_type": "a\0bc"},
        {"name": "x", "percent": 10, "colour": "red"},
    ],
)
def test_what_makes_no_sense_is_refused(db: None, call: Call, body: dict[str, Any]) -> None:
    call("POST", URL, 422, json=body)


def test_a_change_that_makes_no_sense_of_the_whole_is_refused(db: None, call: Call) -> None:
    made = call("POST", URL, 201, json={**FEE, "valid_to": "2026-05-01"})
    for change in ({"price": 3}, {"percent": None}, {"valid_from": "2026-06-01"}, {"name": None}):
        call("PUT", f"{URL}/{made['id']}", 422, json=change)
    assert call("GET", f"{URL}/{made['id']}")["percent"] == 10
    call("GET", f"{URL}/999", 404)
    call("GET", f"{URL}/99999999999", 404)


def test_an_administrator_of_some_accounts_makes_rules_for_them_alone(db: None, call: Call) -> None:
    user = {"username": "lim", "account_scope": [ACCOUNT]}
    general = call("POST", URL, 201, json=FEE)
    foreign = call("POST", URL, 201, json={**FEE, "account_id": OTHER})
    call("POST", URL, 403, user=user, json=FEE)
    user.pop("username")
    mine = call("POST", URL, 201, user=user, json={**FEE, "account_id": ACCOUNT})
    call("PUT", f"{URL}/{general['id']}", 403, user=user, json={"percent": 1})
    call("PUT", f"{URL}/{mine['id']}", 403, user=user, json={"account_id": None})
    call("GET", f"{URL}/{foreign['id']}", 404, user=user)
    assert {item["id"] for item in call("GET", URL, user=user)["items"]} == {general["id"], mine["id"]}


def test_only_administrators_see_and_make_them(db: None, call: Call) -> None:
    for role in ("viewer", "operator"):
        call("GET", URL, 403, user={"role": role})


def test_a_place_that_another_worker_models_is_left_to_the_next_tick(fleet: None, call: Call) -> None:
    from app.services.sync import locks

    call("POST", URL, 201, json=FEE)
    with locks.alone(marking.COSTS, locks.key(ACCOUNT, "us-east-1")):
        assert marking.tick() == 0
    assert marking.tick() == 1
