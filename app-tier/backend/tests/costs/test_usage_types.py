"""Usage types of the bill."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.costs.usage_types import KINDS, UsageType, parse


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("USE1-AW-HW-2-AutoStop-Usage", ("us-east-1", "auto_stop_hour", "STANDARD", "included", 2)),
        ("USE1-AW-HW-2-AutoStop-User", ("us-east-1", "auto_stop_month", "STANDARD", "included", 2)),
        ("EU-AW-HW-19", ("eu-west-1", "always_on_month", "POWERPRO", "included", 19)),
        ("EUW1-AW-HW-1", ("eu-west-1", "always_on_month", "VALUE", "included", 1)),
        ("APS3-AW-HWU-3-AutoStop-Usage", ("ap-south-1", "auto_stop_hour", "PERFORMANCE", "byol", 3)),
        ("USE1-AW-HW-8-0-AutoStop-User", ("us-east-1", "auto_stop_month", "POWER", "included", 8)),
        ("UGW1-AW-HW-4", ("us-gov-west-1", "always_on_month", "GRAPHICS", "included", 4)),
        ("CNW1-AW-HW-5", ("cn-northwest-1", "always_on_month", "GRAPHICSPRO", "included", 5)),
        ("eu-south-2-AW-HW-2", ("eu-south-2", "always_on_month", "STANDARD", "included", 2)),
        ("AW-HW-2", ("us-east-1", "always_on_month", "STANDARD", "included", 2)),
        ("USE1-AW-SW-401", ("us-east-1", "software", None, None, 401)),
        ("AW-SW19-401", ("us-east-1", "software", None, None, 401)),
        ("USE1-AW-HW-99-AutoStop-Usage", ("us-east-1", "auto_stop_hour", None, "included", 99)),
        ("USE1-AW-VolumeUsage", ("us-east-1", "volume", None, None, None)),
        ("XYZ9-AW-HW-2", (None, "always_on_month", "STANDARD", "included", 2)),
        ("USE1-AW-HW-2-Surprise", ("us-east-1", "other", None, None, None)),
        ("NoUsageType", (None, "other", None, None, None)),
        ("", (None, "other", None, None, None)),
    ],
)
def test_a_usage_type_tells_region_kind_compute_type_and_licence(name: str, said: tuple[object, ...]) -> None:
    read = parse(name)
    assert (read.region, read.kind, read.compute_type, read.licence, read.number) == said
    assert read.name == name


@given(st.one_of(st.text(), st.from_regex(r"([A-Z]{2,5}[0-9]?-)?AW-(HWU?|SW)[0-9]*-.*")))
def test_any_text_is_kept_as_it_came(name: str) -> None:
    read = parse(name)
    assert isinstance(read, UsageType)
    assert read.name == name
    assert read.kind in KINDS
