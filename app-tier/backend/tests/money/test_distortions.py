"""A bill with known distortions: each is found, in its amount and with its cause, and nothing else is accused."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.services.costs.reconciliation import BilledSum, Circumstances, ModelledSum, reconcile

ACCOUNT, REGION = "111111111111", "us-east-1"
PRICES = {f"USE1-AW-HW-{number}": Decimal(price) for number, price in ((1, 25), (2, 35), (3, 50), (8, 78))}
HERE = Circumstances(inventoried=frozenset({(ACCOUNT, REGION)}))
OURS = [
    ModelledSum(ACCOUNT, REGION, usage_type, "always_on_month", "Month", Decimal(40), 40 * price, 40, 0)
    for usage_type, price in PRICES.items()
]
THEIRS = [BilledSum(ACCOUNT, REGION, one.usage_type, one.kind, "Month", one.quantity, one.cost) for one in OURS]
PLACES = st.integers(0, len(OURS) - 1)


def found(theirs: list[BilledSum]) -> dict[str, tuple[Decimal | None, Decimal | None, tuple[str, ...]]]:
    items = reconcile(OURS, theirs, HERE)
    return {item.usage_type: (item.quantity_error_percent, item.cost_error_percent, item.causes) for item in items}


def test_an_undistorted_bill_has_no_errors_and_no_causes() -> None:
    assert set(found(THEIRS).values()) == {(Decimal(0), Decimal(0), ())}


@given(PLACES, st.integers(3, 60))
def test_a_discount_is_found_where_it_is_and_only_there(place: int, percent: int) -> None:
    cost = (THEIRS[place].cost or Decimal(0)) * (100 - percent) / 100
    told = found([*THEIRS[:place], replace(THEIRS[place], cost=cost), *THEIRS[place + 1 :]])
    quantity, error, causes = told.pop(OURS[place].usage_type)
    assert quantity == 0
    assert error == (Decimal(100) * 100 / (100 - percent) - 100).quantize(Decimal("0.01"))
    assert "a discount, or a price of another date" in causes[0]
    assert set(told.values()) == {(Decimal(0), Decimal(0), ())}


@given(PLACES, st.integers(1, 40))
def test_workspaces_that_are_only_on_the_bill_are_found(place: int, more: int) -> None:
    theirs = THEIRS[place]
    quantity = (theirs.quantity or Decimal(0)) + more
    grown = replace(theirs, quantity=quantity, cost=PRICES[theirs.usage_type] * quantity)
    told = found([*THEIRS[:place], grown, *THEIRS[place + 1 :]])
    error, _, causes = told.pop(theirs.usage_type)
    assert error is not None
    assert error < 0
    assert causes == (f"WorkSpaces of account {ACCOUNT} in {REGION} may have ended before the inventory saw them.",)
    assert set(told.values()) == {(Decimal(0), Decimal(0), ())}


@given(PLACES)
def test_a_line_that_is_missing_on_the_bill_and_one_of_another_account_are_found(place: int) -> None:
    foreign = replace(THEIRS[place], account_id="222222222222")
    told = found([*THEIRS[:place], foreign, *THEIRS[place + 1 :]])
    _, error, causes = told.pop(OURS[place].usage_type)
    assert error == 0
    assert any("not on the bill" in cause for cause in causes)
    assert any("no WorkSpace of account 222222222222" in cause for cause in causes)
    assert set(told.values()) == {(Decimal(0), Decimal(0), ())}
