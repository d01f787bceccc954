"""A bill with known distortions: the reconciliation finds them. And the demo estate's own bill."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.services.aws.collectors import usage
from app.services.costs.model import EARLIER_STATE
from app.services.costs.months import previous
from app.services.costs.reconciliation import (
    BilledSum,
    Circumstances,
    Item,
    ModelledSum,
    error_percent,
    reconcile,
)
from tests.costs.conftest import Estate
from tests.costs.steps import add_members, sql, sync

PLACE = ("111111111111", "us-east-1")
HOURS = "USE1-AW-HW-2-AutoStop-Usage"
OURS = ModelledSum(*PLACE, HOURS, "auto_stop_hour", "Hour", Decimal(400), Decimal(120), 3, 0, 1.0)
BILL = BilledSum(*PLACE, HOURS, "auto_stop_hour", "Hrs", Decimal(400), Decimal(120))
HERE = Circumstances(inventoried=frozenset({PLACE}))


def found(ours: ModelledSum | None, theirs: BilledSum | None, of: Circumstances = HERE) -> Item:
    (item,) = reconcile([ours] if ours else [], [theirs] if theirs else [], of)
    return item


def test_a_model_that_agrees_needs_no_explanation() -> None:
    item = found(OURS, BILL)
    assert (item.quantity_error_percent, item.cost_error_percent, item.causes) == (0, 0, ())


def test_the_error_is_in_per_cent_of_the_bill() -> None:
    assert error_percent(Decimal(451), Decimal(444)) == Decimal("1.58")
    assert error_percent(None, Decimal(1)) is None
    assert error_percent(Decimal(1), Decimal(0)) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "of", "cause"),
    [
        (replace(OURS, quantity=Decimal(360), cost=Decimal(108), coverage=0.9), BILL, HERE, "only 90.0% were measured"),
        (replace(OURS, quantity=Decimal(500), cost=Decimal(150), assumed={EARLIER_STATE: 2}), BILL, HERE, "2 of 3 "),
        (OURS, replace(BILL, cost=Decimal(108)), HERE, "billed at 0.2700 a unit and listed at 0.3000"),
        (OURS, replace(BILL, quantity=Decimal(500), cost=Decimal(150)), HERE, "may have ended before the inventory"),
        (None, BILL, Circumstances(), "is that Region among those of the account?"),
        (None, BILL, Circumstances(unread={PLACE: "denied"}), "could not be read (denied)"),
        (None, BILL, replace(HERE, unseen={PLACE: 7}), "7 WorkSpaces of account 111111111111 in us-east-1 had ended"),
        (None, BILL, HERE, "ended or was changed before it was seen"),
        (OURS, None, HERE, "It is not on the bill"),
        (OURS, None, replace(HERE, running=True), "the bill reaches to yesterday"),
        (
            replace(OURS, quantity=None, cost=None, unknown=3, reasons=("its hours have not been read",)),
            BILL,
            HERE,
            "3 of 3 WorkSpaces have no modelled cost: its hours have not been read.",
        ),
    ],
)
def test_a_distortion_is_named(
    ours: ModelledSum | None, theirs: BilledSum | None, of: Circumstances, cause: str
) -> None:
    assert any(cause in one for one in found(ours, theirs, of).causes)


def test_accounts_are_summed_and_each_explains_its_own_part() -> None:
    other = replace(BILL, account_id="222222222222", quantity=Decimal(100), cost=Decimal(30))
    (item,) = reconcile([OURS], [BILL, other], HERE)
    assert (item.billed_quantity, item.modelled_cost, item.cost_error_percent) == (500, 120, Decimal(-20))
    assert item.causes == (
        "The inventory has no WorkSpace of account 222222222222 in us-east-1: "
        "is that Region among those of the account?",
    )


def test_hours_that_cost_nothing_need_not_be_on_the_bill() -> None:
    assert found(replace(OURS, quantity=Decimal(0), cost=Decimal(0)), None).causes == ()


@pytest.mark.timeout(300)
def test_the_model_follows_the_bill_of_the_demo_estate(
    fast_estate: Estate,
    client: TestClient,
    sign_in: Callable[..., dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Last month is over and within reach of the trail: what differs has a cause that is named."""
    monkeypatch.setattr(usage, "KEPT_HOURS", 75 * 24)  # last month and this one, not fifteen
    add_members(fast_estate)
    sync(collectors=["workspaces", "bundles", "usage", "events", "costs", "prices"])
    month = previous(datetime.now(UTC).date().replace(day=1))
    headers = sign_in("viewer")

    def get(path: str, **asked: Any) -> Any:
        answer = client.get(path, params={"month": f"{month:%Y-%m}", **asked}, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    everything = get("/api/costs/reconciliation")
    both = [item for item in everything["items"] if item["billed_cost"] and item["modelled_cost"] is not None]
    # WorkSpaces that had ended before the first sync are on the bill and nowhere else
    whole = [item for item in both if not any("had ended" in cause or "Region" in cause for cause in item["causes"])]
    assert len(whole) >= 5
    for item in whole:
        measured = item["coverage"] is None or item["coverage"] == 1
        assert abs(item["cost_error_percent"]) <= (0.5 if measured else 5), item
    modelled, billed = (sum(item[name] for item in whole) for name in ("modelled_cost", "billed_cost"))
    assert abs(modelled - billed) / billed < 0.02
    for item in everything["items"]:
        error = item["cost_error_percent"]
        assert item["causes"] or not item["billed_cost"] or (error is not None and abs(error) <= 0.5), item
    account_id = next(one["account_id"] for one in fast_estate.accounts["accounts"] if "Finance" in one["name"])
    # what cannot be priced is counted, not taken for nothing
    assert everything["unknown"] >= 1
    ((workspace_id, cost),) = sql(
        "select workspace_id, sum(cost) from cost_monthly where month = :m and account_id = :a "
        "group by 1 having bool_and(cost is not null) order by 2 desc limit 1", m=month, a=account_id,
    )  # fmt: skip
    told = get("/api/costs/explain", workspace_id=workspace_id)
    assert told["modelled_cost"] == pytest.approx(float(cost))
    assert all("AWS's price list" in step["text"] for step in told["steps"])
