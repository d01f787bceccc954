"""The bill, the prices, and that they follow from the hours."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from demo_aws.estate.bill import month_lines
from demo_aws.estate.calendar import month_bounds, month_of
from demo_aws.estate.prices import licence

WORKSPACES = {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon WorkSpaces"]}}


def last_month(estate: Any) -> tuple[int, int]:
    return month_of(month_bounds(*month_of(estate.world.clock.now()))[0] - 1)


def costs(client: Any, start: str, end: str, **extra: Any) -> list[dict[str, Any]]:
    asked = {"TimePeriod": {"Start": start, "End": end}, "Granularity": "MONTHLY", "Filter": WORKSPACES,
             "Metrics": ["UnblendedCost", "UsageQuantity"]} | extra  # fmt: skip
    found: list[dict[str, Any]] = []
    while True:
        answer = client.get_cost_and_usage(**asked)
        found += answer["ResultsByTime"]
        if "NextPageToken" not in answer:
            return found
        asked["NextPageToken"] = answer["NextPageToken"]


def span(month: tuple[int, int]) -> tuple[str, str]:
    return tuple(str(datetime.fromtimestamp(at, UTC).date()) for at in month_bounds(*month))  # type: ignore[return-value]


def products(estate: Any, **filters: str) -> list[dict[str, Any]]:
    asked = [{"Type": "TERM_MATCH", "Field": key, "Value": value} for key, value in filters.items()]
    pages = (
        estate.client("pricing").get_paginator("get_products").paginate(ServiceCode="AmazonWorkSpaces", Filters=asked)
    )
    return [json.loads(text) for page in pages for text in page["PriceList"]]


def usd(product: dict[str, Any]) -> Decimal:
    (term,) = product["terms"]["OnDemand"].values()
    (dimension,) = term["priceDimensions"].values()
    return Decimal(dimension["pricePerUnit"]["USD"])


def hours_by_hand(estate: Any, seat: Any, opens: int, closes: int) -> int:
    """Hour by hour through the month: is any moment of it in a session, or in the idle tail of one?"""
    tail = seat.timeout_minutes * 60
    spans = estate.world.fleet.habits.between(seat, opens - 86_400, closes)
    return sum(
        any(begin < hour + 3600 and end + tail > hour for begin, end in spans) for hour in range(opens, closes, 3600)
    )


def test_one_workspace_by_hand(estate: Any) -> None:
    month = last_month(estate)
    opens, closes = month_bounds(*month)
    fleet, now = estate.world.fleet, estate.world.clock.now()
    checked = 0
    for seat in fleet.living(estate.world.home.account_id, "us-east-1", now):
        unchanged = not [one for one in seat.changes if one.kind in ("mode", "timeout", "compute", "user_gib")]
        plain = seat.user_gib == seat.bundle.user_gib and not seat.trouble and unchanged
        if not plain or seat.created_at > opens or seat.mode != "AUTO_STOP" or licence(seat.bundle) != "Included":
            continue
        lines = list(month_lines(fleet, seat, *month, now))
        hours = sum(line.quantity for line in lines if line.unit == "Hrs")
        assert hours == hours_by_hand(estate, seat, opens, closes)
        assert hours <= (closes - opens) // 3600
        label = {"VALUE": "Value", "STANDARD": "Standard", "PERFORMANCE": "Performance", "POWER": "Power"}.get(
            seat.bundle.compute
        )
        if label:
            listed = products(estate, regionCode="us-east-1", bundle=label, license="Included", runningMode="AutoStop",
                              productFamily="Enterprise Applications", resourceType="Hardware")  # fmt: skip
            price = {one["product"]["attributes"]["usagetype"].rpartition("-")[2]: usd(one) for one in listed}
            assert sum(line.cost for line in lines) == price["User"] + hours * price["Usage"]
            checked += 1
        if checked == 3:
            break
    assert checked == 3


def test_the_bill_is_the_sum_of_its_workspaces(estate: Any) -> None:
    month = last_month(estate)
    opens, closes = month_bounds(*month)
    fleet, now = estate.world.fleet, estate.world.clock.now()
    account = estate.account("fin").account_id
    expected: dict[str, Decimal] = {}
    for seat in fleet.ever(account, "us-east-1", opens, closes):
        for line in month_lines(fleet, seat, *month, now):
            expected[line.usage_type] = expected.get(line.usage_type, Decimal()) + line.cost
    only = {"And": [WORKSPACES, {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [account]}},
                    {"Dimensions": {"Key": "REGION", "Values": ["us-east-1"]}}]}  # fmt: skip
    (result,) = costs(
        estate.client("ce"), *span(month), Filter=only, GroupBy=[{"Type": "DIMENSION", "Key": "USAGE_TYPE"}]
    )
    got = {one["Keys"][0]: Decimal(one["Metrics"]["UnblendedCost"]["Amount"]) for one in result["Groups"]}
    assert got == expected
    assert any(name.startswith("USE1-AW-HW-") and name.endswith("-AutoStop-Usage") for name in got)


def test_days_accounts_and_tags_sum_to_the_same_total(estate: Any) -> None:
    client = estate.client("ce")
    start, end = span(last_month(estate))

    def total(**extra: Any) -> Decimal:
        rows = costs(client, start, end, **extra)
        groups = [one["Metrics"] for row in rows for one in row["Groups"]] or [row["Total"] for row in rows]
        return sum((Decimal(one["UnblendedCost"]["Amount"]) for one in groups), Decimal())

    whole = total()
    assert whole > 1000
    for keys in (["LINKED_ACCOUNT"], ["USAGE_TYPE"], ["LINKED_ACCOUNT", "REGION"]):
        assert total(GroupBy=[{"Type": "DIMENSION", "Key": key} for key in keys]) == whole
    assert total(GroupBy=[{"Type": "TAG", "Key": "department"}]) == whole
    assert total(Granularity="DAILY") == whole


def test_the_payer_sees_all_and_a_member_itself(estate: Any) -> None:
    start, end = span(last_month(estate))
    by_account = {"GroupBy": [{"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}]}
    (row,) = costs(estate.client("ce"), start, end, **by_account)
    assert {one["Keys"][0] for one in row["Groups"]} == {
        one.account_id for one in estate.world.fleet.accounts if one.has_role
    }
    (own,) = costs(estate.client("ce", slug="eng"), start, end, **by_account)
    assert [one["Keys"] for one in own["Groups"]] == [[estate.account("eng").account_id]]


def test_pages_and_the_current_month(estate: Any) -> None:
    client = estate.client("ce")
    today = datetime.fromtimestamp(estate.world.clock.now(), UTC).date()
    start, end = str(date(today.year - 1, today.month, 1)), str(today + timedelta(days=1))
    grouped = {"GroupBy": [{"Type": "DIMENSION", "Key": "USAGE_TYPE"}, {"Type": "TAG", "Key": "department"}]}
    asked = {
        "TimePeriod": {"Start": start, "End": end},
        "Granularity": "MONTHLY",
        "Metrics": ["UnblendedCost"],
        **grouped,
    }
    assert "NextPageToken" in client.get_cost_and_usage(**asked)
    months = costs(client, start, end, **grouped)
    assert len({row["TimePeriod"]["Start"] for row in months}) == len(months) >= 13
    with pytest.raises(client.exceptions.InvalidNextTokenException):
        client.get_cost_and_usage(**asked, NextPageToken="made-up")
    assert months[-1]["Estimated"] is True
    assert months[0]["Estimated"] is False


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Metrics": ["Colour"]}, "ValidationException"),
        ({"GroupBy": [{"Type": "DIMENSION", "Key": "RESOURCE_ID"}]}, "ValidationException"),
        ({"GroupBy": [{"Type": "DIMENSION", "Key": "REGION"}] * 3}, "ValidationException"),
        ({"TimePeriod": {"Start": "2026-02-01", "End": "2026-02-01"}}, "ValidationException"),
        ({"TimePeriod": {"Start": "2020-01-01", "End": "2020-02-01"}}, "DataUnavailableException"),
        ({"Granularity": "HOURLY"}, "ValidationException"),
        ({"Granularity": "WEEKLY"}, "ValidationException"),
        ({"Filter": {}}, "ValidationException"),
    ],
)
def test_limits(estate: Any, code: Any, change: dict[str, Any], expected: str) -> None:
    start, end = span(last_month(estate))
    assert code(lambda: costs(estate.client("ce"), start, end, **change)) == expected


def test_cost_explorer_is_in_one_region(estate: Any, code: Any) -> None:
    start, end = span(last_month(estate))
    assert code(lambda: costs(estate.client("ce", "eu-west-1"), start, end)) == "UnrecognizedClientException"


def test_dimension_values(estate: Any) -> None:
    start, end = span(last_month(estate))
    answer = estate.client("ce").get_dimension_values(TimePeriod={"Start": start, "End": end}, Dimension="SERVICE")
    assert "Amazon WorkSpaces" in [one["Value"] for one in answer["DimensionValues"]]
    assert answer["TotalSize"] > 1


@pytest.mark.parametrize(
    ("bundle", "month", "base", "hour"),
    [
        ("Value", "25", "7.25", "0.22"),
        ("Standard", "35", "9.75", "0.30"),
        ("Performance", "50", "13", "0.47"),
        ("Power", "78", "19", "0.68"),
        ("PowerPro", "140", "19", "1.53"),
    ],
)
def test_list_prices_of_us_east_1(estate: Any, bundle: str, month: str, base: str, hour: str) -> None:
    where = {"location": "US East (N. Virginia)", "productFamily": "Enterprise Applications"}
    rows = products(estate, **where, bundle=bundle, license="Included", resourceType="Hardware")
    assert sorted(usd(one) for one in rows) == sorted(Decimal(one) for one in (month, base, hour))


def test_the_traps_of_the_price_list(estate: Any) -> None:
    rows = products(estate, regionCode="us-east-1")
    families = {one["product"]["productFamily"] for one in rows}
    assert families == {"Enterprise Applications", "WorkSpaces Core"}
    assert any(usd(one) == 0 for one in rows)
    names = {one["product"]["attributes"].get("bundle", "") for one in rows}
    assert {"Power", "Power Plus", "Power-0"} <= names
    core = products(
        estate, regionCode="us-east-1", bundle="Power", productFamily="WorkSpaces Core", runningMode="AlwaysOn"
    )
    assert usd(core[0]) < Decimal(78)
    assert not any("Quantum" in name for name in names)
    assert len({one["product"]["sku"] for one in products(estate)}) == len(products(estate))


def test_price_list_limits(estate: Any, code: Any) -> None:
    client = estate.client("pricing")
    first = client.get_products(ServiceCode="AmazonWorkSpaces")
    assert len(first["PriceList"]) == 100
    assert (
        code(lambda: client.get_products(ServiceCode="AmazonWorkSpaces", MaxResults=101)) == "InvalidParameterException"
    )
    assert code(lambda: client.get_products(ServiceCode="AmazonEC2")) == "NotFoundException"
    wrong = {"ServiceCode": "AmazonWorkSpaces", "NextToken": "made-up"}
    assert code(lambda: client.get_products(**wrong)) == "InvalidNextTokenException"
    assert client.describe_services()["Services"][0]["ServiceCode"] == "AmazonWorkSpaces"
    values = client.get_attribute_values(ServiceCode="AmazonWorkSpaces", AttributeName="regionCode")["AttributeValues"]
    assert len(values) == 3
