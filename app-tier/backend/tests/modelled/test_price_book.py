"""Which price fits a WorkSpace, and what is said where none does."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.services.costs import builtin_prices
from app.services.costs.overrides import Override, Overrides
from app.services.costs.price_book import PriceBook, Rate, Unpriced, system_of
from app.services.costs.price_list import PriceRecord
from tests.modelled.making import STANDARD, book, known, storage

JUNE, JULY, AUGUST = (datetime(2026, month, 1, tzinfo=UTC) for month in (6, 7, 8))


def record(**changed: Any) -> PriceRecord:
    return replace(builtin_prices.prices()[3], **changed)


def test_the_built_in_list_prices_every_mode_of_its_bundles() -> None:
    priced = PriceBook(known(one) for one in builtin_prices.prices())
    amounts = []
    for kind in ("always_on_month", "auto_stop_month", "auto_stop_hour"):
        rate = priced.rate(kind, STANDARD, JULY)
        assert isinstance(rate, Rate)
        amounts.append((rate.price, rate.usage_type, rate.unit))
    assert amounts == [
        (Decimal(35), "USE1-AW-HW-2", "Month"),
        (Decimal("9.75"), "USE1-AW-HW-2-AutoStop-User", "Month"),
        (Decimal("0.30"), "USE1-AW-HW-2-AutoStop-Usage", "Hour"),
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"compute_type": "QUANTUM_9XL"}, "no price of QUANTUM_9XL (licence included) is known in us-east-1"),
        ({"compute_type": None}, "compute type unknown"),
        ({"operating_system": None}, "operating system unknown: its licence cannot be told"),
        ({"operating_system": "PLAN_9"}, "operating system PLAN_9: its licence cannot be told"),
        ({"operating_system": "WINDOWS_11"}, "no price of STANDARD (licence byol) is known in us-east-1"),
        ({"operating_system": "RHEL_8"}, "no price of STANDARD (red hat) is known in us-east-1"),
        ({"region": "eu-west-1"}, "no price of STANDARD (licence included) is known in eu-west-1"),
    ],
)
def test_what_has_no_price_is_unknown_and_says_why(changed: dict[str, Any], reason: str) -> None:
    told = book().rate("always_on_month", replace(STANDARD, **changed), JULY)
    assert isinstance(told, Unpriced)
    assert told.reason == reason


@pytest.mark.parametrize(
    ("system", "told"),
    [
        ("WINDOWS_SERVER_2025", ("windows", "included")),
        ("WINDOWS_10", ("windows", "byol")),
        ("AMAZON_LINUX_2", ("amazon linux", "none")),
        ("UBUNTU_24_04", ("ubuntu", "none")),
        ("UNKNOWN", None),
        (None, None),
    ],
)
def test_an_operating_system_tells_its_licence(system: str | None, told: tuple[str, str] | None) -> None:
    assert system_of(system) == told


def test_ubuntu_is_priced_as_linux_until_the_list_has_a_row_of_its_own() -> None:
    linux = known(record(rate_code="L", operating_system="Amazon Linux", licence="none", price=Decimal(31)))
    ubuntu = known(record(rate_code="U", operating_system="Ubuntu Linux", licence="none", price=Decimal(33)))
    machine = replace(STANDARD, operating_system="UBUNTU_22_04")
    assert getattr(book(linux).rate("always_on_month", machine, JULY), "price", None) == 31
    assert getattr(book(linux, ubuntu).rate("always_on_month", machine, JULY), "price", None) == 33
    assert isinstance(book(linux).rate("always_on_month", replace(machine, operating_system="RHEL_8"), JULY), Unpriced)


def test_a_price_holds_in_its_time_and_the_nearest_one_is_named_outside_it() -> None:
    old, new = record(price=Decimal(35)), record(price=Decimal(37))
    priced = PriceBook([known(old, JUNE, JULY), known(new, JULY, AUGUST)])

    def at(moment: datetime) -> tuple[Decimal, str | None]:
        rate = priced.rate("always_on_month", STANDARD, moment)
        assert isinstance(rate, Rate)
        return rate.price, rate.note

    assert at(JUNE) == (35, None)
    assert at(JULY) == (37, None)
    assert at(datetime(2026, 5, 1, tzinfo=UTC)) == (35, "oldest known price")
    assert at(AUGUST) == (37, "last price before it left the list")


def test_the_fee_is_that_of_the_bundles_volumes_and_the_rest_is_storage() -> None:
    variant = record(rate_code="0", bundle="Standard-0", user_volume_size_gib=10, price=Decimal(32))
    priced = book(known(variant))
    assert getattr(priced.rate("always_on_month", STANDARD, JULY), "price", None) == 35
    assert priced.extra_gib(replace(STANDARD, volumes=(80, 150))) == 100
    small = replace(STANDARD, volumes=(80, 10), bundle_volumes=(80, 10))
    assert getattr(priced.rate("always_on_month", small, JULY), "price", None) == 32
    assert priced.extra_gib(replace(small, volumes=(100, 20))) == 30
    # its bundle is of another size: the volumes with which the list prices the size it has now
    grown = replace(STANDARD, volumes=(80, 10), bundle_compute_type="VALUE", bundle_volumes=(80, 10))
    assert getattr(priced.rate("always_on_month", grown, JULY), "price", None) == 35
    assert priced.extra_gib(grown) == 0
    # its bundle is not known: its own volumes, where the list has them
    alone = replace(STANDARD, volumes=(80, 10), bundle_compute_type=None, bundle_volumes=None)
    assert getattr(priced.rate("always_on_month", alone, JULY), "price", None) == 32


def test_smaller_volumes_than_the_bundles_have_the_fee_that_the_list_has_for_them() -> None:
    variant = known(record(rate_code="0", bundle="Standard-0", user_volume_size_gib=10, price=Decimal(32)))
    small = replace(STANDARD, volumes=(80, 10))
    assert getattr(book(variant).rate("always_on_month", small, JULY), "price", None) == 32
    assert book(variant).extra_gib(small) == 0
    assert getattr(book().rate("always_on_month", small, JULY), "price", None) == 35


def test_where_no_gigabyte_has_a_price_larger_volumes_have_the_fee_that_the_list_has_for_them() -> None:
    variant = known(record(rate_code="2", bundle="Standard-2", user_volume_size_gib=100, price=Decimal(39)))
    large = replace(STANDARD, volumes=(80, 100))
    without_storage = PriceBook([*(known(one) for one in builtin_prices.prices()), variant])
    assert getattr(without_storage.rate("always_on_month", large, JULY), "price", None) == 39
    assert without_storage.extra_gib(large) == 0
    assert without_storage.extra_gib(replace(large, volumes=(80, 120))) == 70
    assert getattr(book(variant).rate("always_on_month", large, JULY), "price", None) == 35
    assert book(variant).extra_gib(large) == 50


def test_storage_without_a_price_is_unknown() -> None:
    priced = PriceBook([known(one) for one in builtin_prices.prices()])
    told = priced.rate("volume", STANDARD, JULY)
    assert isinstance(told, Unpriced)
    assert told.reason == "no price of storage beyond the bundle's is known in us-east-1"
    assert isinstance(PriceBook([known(storage())]).rate("volume", STANDARD, JULY), Rate)


def test_an_override_changes_what_is_paid_and_keeps_what_it_is_for() -> None:
    prices = [known(one) for one in builtin_prices.prices()]
    tenth_off = PriceBook(prices, Overrides([Override(1, "tenth", percent=Decimal(10))]))
    rate = tenth_off.rate("auto_stop_hour", STANDARD, JULY)
    assert (getattr(rate, "price", None), rate.usage_type) == (Decimal("0.27"), "USE1-AW-HW-2-AutoStop-Usage")
