"""Contract prices and discounts: which one holds, and what it makes of a price."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.costs import builtin_prices, explain, model
from app.services.costs.overrides import Override, Overrides
from app.services.costs.price_book import PriceBook, Rate, Unpriced
from tests.modelled.making import APRIL, LATER, STANDARD, known, lived, period, ran

JULY = datetime(2026, 7, 1, tzinfo=UTC)
ACCOUNT, OTHER = "111111111111", "222222222222"
PRICES = [known(one) for one in builtin_prices.prices()]


def rule(number: int = 1, **facts: Any) -> Override:
    return Override(number, f"rule {number}", **{"percent": Decimal(10), **facts})


def contract(number: int = 1, price: str = "20", **facts: Any) -> Override:
    return rule(number, **{"percent": None, "price": Decimal(price), "usage_type": "*-AW-HW-2", **facts})


def priced(*rules: Override, account_id: str = ACCOUNT) -> PriceBook:
    return PriceBook(PRICES, Overrides(rules, account_id))


def fee(*rules: Override, at: datetime = JULY, account_id: str = ACCOUNT) -> Decimal:
    told = priced(*rules, account_id=account_id).rate("always_on_month", STANDARD, at)
    assert isinstance(told, Rate)
    return told.price


def test_a_discount_takes_its_part_off_the_list_price_and_remembers_it() -> None:
    rate = priced(rule()).rate("always_on_month", STANDARD, JULY)
    assert isinstance(rate, Rate)
    assert (rate.price, rate.list_price, rate.override, rate.source) == (Decimal("31.5"), 35, "rule 1", "aws")
    assert fee(rule(percent=Decimal(-10))) == Decimal("38.5")
    assert fee(rule(percent=Decimal("3.5"))) == Decimal("33.775")


@pytest.mark.parametrize(
    ("usage_type", "fits"),
    [(None, True), ("*", True), ("USE1-AW-HW-2", True), ("*-AW-HW-*", True), ("*HW-2", True), ("USE1*", True),
     ("USE1-AW-HW-", False), ("AW-HW-2", False), ("*-AutoStop-*", False), ("use1-aw-hw-2", False),
     ("USE1.AW.HW.2", False)],
)  # fmt: skip
def test_a_usage_type_may_hold_wildcards(usage_type: str | None, fits: bool) -> None:
    assert (fee(rule(usage_type=usage_type)) == Decimal("31.5")) is fits


def test_a_rule_is_for_its_region_account_and_time() -> None:
    assert fee(rule(region="us-east-1")) != 35
    assert fee(rule(region="eu-west-1")) == 35
    assert fee(rule(account_id=ACCOUNT), account_id=ACCOUNT) != 35
    assert fee(rule(account_id=ACCOUNT), account_id=OTHER) == 35
    limited = rule(valid_from=JULY, valid_to=datetime(2026, 8, 1, tzinfo=UTC))
    moments = [datetime(2026, 6, 30, 23, tzinfo=UTC), JULY, datetime(2026, 7, 31, 23, tzinfo=UTC),
               datetime(2026, 8, 1, tzinfo=UTC)]  # fmt: skip
    assert [fee(limited, at=at) for at in moments] == [35, Decimal("31.5"), Decimal("31.5"), 35]


def test_of_several_the_most_specific_one_holds_alone() -> None:
    rules = [
        rule(1, percent=Decimal(1)),
        contract(2, "30", usage_type="*-AW-HW-*"),
        contract(3, "29", usage_type="USE1-AW-HW-2"),
        rule(4, percent=Decimal(50), region="us-east-1"),
        rule(5, percent=Decimal(20), account_id=ACCOUNT),
    ]
    held = [fee(*rules[:count]) for count in range(1, 6)]
    assert held == [Decimal("34.65"), 30, 29, Decimal("17.5"), 28]
    assert fee(*reversed(rules)) == 28
    # of two alike the newer one
    assert fee(rule(7, percent=Decimal(5)), rule(8, percent=Decimal(6))) == fee(rule(8, percent=Decimal(6)))


def test_a_contract_price_is_a_price_where_the_list_has_none() -> None:
    quantum = replace(STANDARD, compute_type="QUANTUM_9XL")
    assert isinstance(priced().rate("always_on_month", quantum, JULY), Unpriced)
    named = contract(price="99", usage_type="*-AW-HW-QUANTUM_9XL")
    rate = priced(named).rate("always_on_month", quantum, JULY)
    assert isinstance(rate, Rate)
    assert (rate.price, rate.list_price, rate.source, rate.unit) == (99, None, "contract", "Month")
    assert isinstance(priced(rule()).rate("always_on_month", quantum, JULY), Unpriced)


def test_hours_are_charged_by_the_contract_from_its_day_on() -> None:
    eleventh = datetime(2026, 4, 11, tzinfo=UTC)
    hourly = contract(price="0.10", usage_type="*-AutoStop-Usage", valid_from=eleventh)
    made = model.cost(lived(period(0, "AUTO_STOP")), ran(5, 6, 10 * 24), APRIL, LATER, priced(hourly))
    hours = [charge for charge in made.charges if charge.kind == "auto_stop_hour"]
    assert [(charge.quantity, charge.cost) for charge in hours] == [(2, Decimal("0.60")), (1, Decimal("0.10"))]
    # 9.75 base, 2 h x 0.30, 1 h x 0.10
    assert made.total == Decimal("10.45")


def test_an_explanation_names_the_rule_and_the_list_price() -> None:
    def told(*rules: Override) -> str:
        made = model.cost(lived(period(0, "ALWAYS_ON")), ran(), APRIL, LATER, priced(*rules))
        return explain.words(made.charges[0])

    assert "1 month x 31.5 USD = 31.50 USD (AWS's price list, 10 % off 35 USD by 'rule 1', price since" in told(rule())
    assert "(the contract price 'rule 1' instead of 35 USD)." in told(contract())
    assert "25 % on top of 35 USD" in told(rule(percent=Decimal(-25)))


RULES = st.builds(
    Override,
    id=st.integers(1, 10**6),
    name=st.just("x"),
    percent=st.decimals(-100, 100, places=2),
    usage_type=st.sampled_from([None, "*", "USE1-*", "*-AW-HW-2*", "USE1-AW-HW-2"]),
    region=st.sampled_from([None, "us-east-1"]),
    account_id=st.sampled_from([None, ACCOUNT]),
)


@given(st.lists(RULES, max_size=6, unique_by=lambda one: one.id), st.randoms(use_true_random=False))
def test_the_order_of_the_rules_never_matters(rules: list[Override], random: Any) -> None:
    shuffled = list(rules)
    random.shuffle(shuffled)
    assert fee(*rules) == fee(*shuffled)
    assert 0 <= fee(*rules) <= 70
