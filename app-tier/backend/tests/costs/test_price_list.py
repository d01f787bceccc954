"""Products of the Price List API."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.costs import builtin_prices
from app.services.costs.price_list import PriceRecord, compute_type, parse, volumes

STANDARD = {
    "bundle": "Standard", "operatingSystem": "Windows", "license": "Included", "runningMode": "AutoStop",
    "storage": "Root:80 GB,User:50 GB", "usagetype": "USE1-AW-HW-2-AutoStop-Usage", "regionCode": "us-east-1",
    "operation": "", "location": "US East (N. Virginia)",
}  # fmt: skip


def product(
    usd: object = "0.3000000000", unit: str = "Hour", family: str = "Enterprise Applications", **changed: Any
) -> str:
    """One item of `PriceList` as AWS sends it."""
    dimension = {
        "unit": unit, "endRange": "Inf", "beginRange": "0", "rateCode": "SKU1.JRT.6YS", "description": "0.30 an hour",
        "pricePerUnit": {"USD": usd},
    }  # fmt: skip
    term = {"priceDimensions": {"SKU1.JRT.6YS": dimension}, "effectiveDate": "2026-06-01T00:00:00Z"}
    attributes = {key: value for key, value in {**STANDARD, **changed}.items() if value is not None}
    described = {"productFamily": family, "attributes": attributes, "sku": "SKU1"}
    return json.dumps({"product": described, "terms": {"OnDemand": {"SKU1.JRT": term}}})


def one(text: str) -> PriceRecord:
    (record,) = parse(text)
    return record


def test_a_product_becomes_a_price_with_every_fact() -> None:
    assert one(product()) == PriceRecord(
        rate_code="SKU1.JRT.6YS",
        sku="SKU1",
        usage_type="USE1-AW-HW-2-AutoStop-Usage",
        operation=None,
        region="us-east-1",
        kind="auto_stop_hour",
        bundle="Standard",
        compute_type="STANDARD",
        operating_system="Windows",
        licence="included",
        running_mode="AUTO_STOP",
        root_volume_size_gib=80,
        user_volume_size_gib=50,
        unit="Hour",
        currency="USD",
        price=Decimal("0.3000000000"),
        begins_at_quantity=Decimal(0),
        effective_at=datetime(2026, 6, 1, tzinfo=UTC),
        description="0.30 an hour",
    )


def test_the_traps_of_the_price_list_give_no_price() -> None:
    assert parse(product(family="WorkSpaces Core")) == []
    assert parse(product(bundle="Standard Plus")) == []
    assert parse(product(bundle="Standard Plus-1")) == []
    assert parse(product(usd="0.0000000000")) == []
    assert parse(product(usd="-1")) == []
    assert parse(product(usd="NaN")) == []
    assert parse(product(usagetype=None)) == []


def test_a_storage_variant_is_of_the_compute_type_of_its_family() -> None:
    record = one(product("116.0", "Month", bundle="Power-0", runningMode="AlwaysOn", usagetype="USE1-AW-HW-8-0",
                         storage="Root:80 GB,User:10 GB"))  # fmt: skip
    assert (record.kind, record.compute_type) == ("always_on_month", "POWER")
    assert (record.root_volume_size_gib, record.user_volume_size_gib) == (80, 10)


def test_licences_are_told_apart() -> None:
    assert one(product(license="None", operatingSystem="Amazon Linux")).licence == "none"
    assert one(product(license="Bring Your Own License", operatingSystem="Any")).licence == "byol"
    assert one(product(license=None, usagetype="USE1-AW-HWU-2-AutoStop-Usage")).licence == "byol"


def test_running_mode_and_unit_tell_the_kind_of_a_usage_type_nobody_knows() -> None:
    assert one(product(usagetype="USE1-AW-New")).kind == "auto_stop_hour"
    assert one(product(usagetype="USE1-AW-New", unit="Month")).kind == "auto_stop_month"
    assert one(product(usagetype="USE1-AW-New", unit="Month", runningMode="AlwaysOn")).kind == "always_on_month"
    pool = one(product(usagetype="USE1-AW-New", runningMode="Pool"))
    assert (pool.kind, pool.running_mode, pool.compute_type) == ("other", "Pool", None)


@pytest.mark.parametrize(
    ("bundle", "expected"),
    [
        ("Value", "VALUE"),
        ("PowerPro", "POWERPRO"),
        ("Graphics.g4dn", "GRAPHICS_G4DN"),
        ("GraphicsPro.g4dn-2", "GRAPHICSPRO_G4DN"),
        ("GeneralPurpose.4xlarge", "GENERALPURPOSE_4XLARGE"),
        ("Graphics.g6.xlarge", "GRAPHICS_G6_XLARGE"),
        ("???", None),
        (None, None),
    ],
)
def test_a_bundles_name_tells_the_compute_type(bundle: object, expected: str | None) -> None:
    assert compute_type(bundle) == expected


def test_volumes_are_read_in_gib() -> None:
    assert volumes("Root:80 GB,User:10 GB") == (80, 10)
    assert volumes("Root:175 GB, User:100 GB") == (175, 100)
    assert volumes("Additional storage") == (None, None)
    assert volumes(None) == (None, None)


def test_an_exact_price_is_not_a_binary_fraction() -> None:
    assert one(product("0.1000000000")).price == Decimal("0.1")
    assert one(product(0.1)).price == Decimal("0.1")  # a JSON number is read by its digits


def test_what_postgresql_cannot_store_is_replaced() -> None:
    assert one(product(operatingSystem="Win\0dows\ud800")).operating_system == "Win\ufffddows?"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read_without_raising(value: object) -> None:
    assert parse(value) == []
    assert parse(json.dumps(value)) == []


@given(st.text())
def test_any_text_is_read_without_raising(text: str) -> None:
    assert parse(text) == []


@given(st.sampled_from(sorted({*STANDARD, "usd", "unit"})), JSON)
def test_any_value_of_any_attribute_is_read_without_raising(name: str, value: Any) -> None:
    for record in parse(product(**{name: value})):
        assert record.price > 0
        assert record.price.is_finite()


def test_deeply_nested_json_is_no_price() -> None:
    assert parse("[" * 100_000) == []


def test_the_built_in_list_breaks_even_where_aws_says() -> None:
    """AWS.md's own column of break-even hours."""
    expected = {"VALUE": "80.7", "STANDARD": "84.2", "PERFORMANCE": "78.7", "POWER": "86.8", "POWERPRO": "79.1"}
    by_key = {(record.compute_type, record.kind): record.price for record in builtin_prices.prices()}
    for name, hours in expected.items():
        always, base = by_key[name, "always_on_month"], by_key[name, "auto_stop_month"]
        assert round((always - base) / by_key[name, "auto_stop_hour"], 1) == Decimal(hours)
    assert len(by_key) == len(builtin_prices.prices()) == 15
