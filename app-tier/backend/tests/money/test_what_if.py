"""What the fleet would cost otherwise: each figure against a hand-computed one."""

from typing import Any

import pytest

from app.services.usage.clock import first_hour
from tests.modelled.stored import ACCOUNT, BEFORE, FIRST, LAST, add, add_place, execute, measure, on, refresh
from tests.money.conftest import Call

URL = "/api/costs/what-if"
ADA = on(LAST, 3, 9, 10) | on(LAST, 3, 14)  # runs 9-11 and 14-15 with an hour's timeout: 5 h
EVE = sum(on(LAST, day, *range(8, 18)) for day in range(1, 29))  # 28 x (10 + 1) = 308 h


@pytest.fixture(autouse=True)
def fleet(db: None) -> None:
    add_place()
    add(
        {"workspace_id": "ws-ada", "user_name": "ada", "running_mode": "AUTO_STOP", "auto_stop_timeout_minutes": 60},
        {"workspace_id": "ws-eve", "user_name": "eve", "running_mode": "AUTO_STOP", "auto_stop_timeout_minutes": 60,
         "tags": {"team": "red"}},
        {"workspace_id": "ws-bob", "user_name": "bob", "running_mode": "ALWAYS_ON", "tags": {"team": "red"}},
        {"workspace_id": "ws-qua", "user_name": "qua", "running_mode": "ALWAYS_ON", "compute_type": "QUANTUM_9XL"},
        {"workspace_id": "ws-new", "user_name": "new", "running_mode": "AUTO_STOP"},
    )  # fmt: skip
    measure({"ws-ada": ADA, "ws-eve": EVE, "ws-bob": on(LAST, 4, 9, 10, 11), "ws-qua": 0})
    refresh()


@pytest.fixture
def ask(call: Call) -> Any:
    def post(**asked: Any) -> Any:
        return call("POST", URL, json=asked)

    return post


def both(told: Any) -> tuple[float, float]:
    return told["total"]["cost"], told["total"]["changed_cost"]


# ada: 9.75 + 5 x 0.30 = 11.25; eve: 9.75 + 308 x 0.30 = 102.15; bob: 35
NOW = 148.4


def test_without_a_change_both_sides_are_what_a_month_costs(ask: Any) -> None:
    told = ask()
    assert told["basis_month"] == f"{LAST:%Y-%m}"
    assert both(told) == (NOW, NOW)
    total = told["total"]
    assert (total["workspaces"], total["unknown"], total["changed"], total["saving"]) == (5, 2, 0, 0)
    reasons = {item["reason"]: item["workspaces"] for item in told["unknown"]}
    assert reasons == {
        "no price of QUANTUM_9XL (licence included) is known in us-east-1": 1,
        "its hours of the month were not measured": 1,
    }


def test_everything_always_on_or_by_the_hour(ask: Any) -> None:
    assert both(ask(changes=[{"running_mode": "ALWAYS_ON"}])) == (NOW, 105)
    # bob by the hour: 3 connected and 1 until it stops, 9.75 + 1.20
    told = ask(changes=[{"running_mode": "AUTO_STOP"}])
    assert both(told) == (NOW, 124.35)
    assert told["total"]["changed"] == 2  # bob, and qua whatever it costs


def test_the_cheapest_mode_of_each(ask: Any) -> None:
    told = ask(changes=[{"running_mode": "CHEAPEST"}], group_by="user_name")
    assert both(told) == (NOW, round(11.25 + 35 + 10.95, 2))
    assert {item["value"]: item["saving"] for item in told["items"]} == {
        "eve": 67.15, "bob": 24.05, "ada": 0, "new": 0, "qua": 0,
    }  # fmt: skip
    assert told["saving_percent"] == round((NOW - 57.2) / NOW * 100, 2)


def test_another_timeout_changes_the_hours_and_merges_sessions(ask: Any) -> None:
    # ada with 4 h: 9-14 without a stop, 14 and four more: 9..18 = 10 h; eve: 28 x 14 h, none into the next day
    told = ask(changes=[{"auto_stop_timeout_minutes": 240}])
    assert both(told) == (NOW, round(9.75 + 10 * 0.3 + 9.75 + 392 * 0.3 + 35, 2))
    assert told["total"]["changed"] == 3


def test_another_size_is_charged_by_its_own_prices(ask: Any) -> None:
    # POWER: 78 always on; its volumes (175/100) are larger than these
    told = ask(filters=[{"field": "user_name", "op": "eq", "value": "bob"}], changes=[{"compute_type": "POWER"}])
    assert both(told) == (35, 78)


def test_other_prices_stand_on_those_that_are_paid_now(ask: Any, call: Call) -> None:
    assert both(ask(prices=[{"percent": 10}])) == (NOW, round(NOW * 0.9, 2))
    call("POST", "/api/admin/price-overrides", 201, json={"name": "EDP", "percent": 20, "account_id": ACCOUNT})
    told = ask(prices=[{"percent": 50, "usage_type": "*-AutoStop-Usage"}])
    assert both(told) == (round(NOW * 0.8, 2), round((19.5 + 35) * 0.8 + 313 * 0.3 * 0.4, 2))
    assert both(ask(prices=[{"price": 1, "usage_type": "*-AW-HW-2"}]))[1] == round((NOW - 35) * 0.8 + 1, 2)


def test_changes_are_for_those_that_match_and_the_later_one_counts(ask: Any) -> None:
    red = [{"field": "tag.team", "op": "eq", "value": "red"}]
    told = ask(changes=[{"running_mode": "ALWAYS_ON"}, {"filters": red, "running_mode": "AUTO_STOP"}])
    assert both(told) == (NOW, round(35 + 102.15 + 10.95, 2))
    assert both(ask(filters=red, changes=[{"running_mode": "ALWAYS_ON"}])) == (137.15, 70)
    assert both(ask(search="ada")) == (11.25, 11.25)


def test_volumes_only_grow_and_an_unknown_price_of_storage_is_said(ask: Any) -> None:
    bob = [{"field": "user_name", "op": "eq", "value": "bob"}]
    assert both(ask(filters=bob, changes=[{"user_volume_size_gib": 10}])) == (35, 35)
    told = ask(filters=bob, changes=[{"user_volume_size_gib": 100}])
    assert (told["total"]["unknown"], told["unknown"][0]["workspaces"]) == (1, 1)
    assert "storage" in told["unknown"][0]["reason"]


def test_what_was_not_measured_in_the_month_is_unknown(ask: Any) -> None:
    execute("update workspace_costs set basis_month = :m where workspace_id = 'ws-ada'", m=BEFORE)
    assert both(ask()) == (137.15, 137.15)


def test_a_session_that_reaches_into_the_month_is_counted_in_it(ask: Any) -> None:
    end = first_hour(LAST) - FIRST
    add({"workspace_id": "ws-late", "user_name": "late", "running_mode": "AUTO_STOP"})
    measure({"ws-late": 1 << end - 1})
    refresh()
    told = ask(search="late", changes=[{"auto_stop_timeout_minutes": 180}])
    assert both(told) == (round(9.75 + 0.3, 2), round(9.75 + 0.9, 2))


@pytest.mark.parametrize(
    "asked",
    [
        {"changes": [{"running_mode": "MANUAL"}]},
        {"changes": [{"auto_stop_timeout_minutes": 90}]},
        {"changes": [{"auto_stop_timeout_minutes": 1500}]},
        {"changes": [{"compute_type": "x' or 1=1"}]},
        {"changes": [{"filters": [{"field": "nonsense", "value": 1}]}]},
        {"filters": [{"field": "nonsense", "value": 1}]},
        {"prices": [{"percent": 10, "price": 1}]},
        {"prices": [{}]},
        {"group_by": "tags"},
        {"group_by": "raw"},
        {"nonsense": 1},
    ],
)
def test_what_cannot_be_asked_is_refused(call: Call, asked: dict[str, Any]) -> None:
    call("POST", URL, 422, json=asked)


def test_everybody_asks_about_their_own_accounts(call: Call) -> None:
    viewer = {"role": "viewer", "account_scope": ["222222222222"]}
    assert call("POST", URL, json={}, user=viewer)["total"]["workspaces"] == 0


def test_it_never_saves_by_counting_less(ask: Any) -> None:
    """Whatever is unknown on one side is left out on both."""
    told = ask(changes=[{"compute_type": "QUANTUM_9XL"}])
    assert both(told) == (0, 0)
    assert (told["total"]["unknown"], told["saving_percent"]) == (5, None)
