"""Where and how often collectors read, in whole runs over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from app.core.config import get_settings
from app.db.session import unit_of_work
from app.services.sync import places, planning, runs
from app.services.sync.requests import Extent
from tests.costs.conftest import Estate
from tests.costs.steps import add_members, sql, steps, sync


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[None]:
    monkeypatch.setenv("AWS_REGIONS", "us-east-1,eu-west-1,ap-southeast-2")
    monkeypatch.setenv("AWS_API_RATE", "1000")
    monkeypatch.setenv("AWS_API_BURST", "1000")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@dataclass(frozen=True)
class Account:
    id: int
    kind: str


def test_the_home_account_leads_and_else_the_first() -> None:
    assert places.lead([Account(1, "role"), Account(7, "home"), Account(2, "keys")]) == Account(7, "home")
    assert places.lead([Account(3, "role"), Account(2, "keys")]) == Account(2, "keys")
    assert places.lead(list[Account]()) is None


def test_a_partition_has_its_own_endpoints_or_none() -> None:
    regions = ("us-gov-west-1",)
    assert places.regions_of("organization", regions, "aws-us-gov", is_lead=True) == ("us-gov-west-1",)
    assert places.regions_of("costs", regions, "aws-us-gov", is_lead=True) == ()
    assert places.regions_of("prices", ("cn-north-1",), "aws-cn", is_lead=True) == ("cn-northwest-1",)
    assert places.regions_of("prices", regions, "aws", is_lead=False) == ()
    assert places.regions_of("pools", regions, "aws-us-gov", is_lead=False) == regions


def planned(trigger: str, **extent: list[str]) -> set[str]:
    """The collectors that a run would use; it is planned and then stopped."""
    run_id = runs.start(Extent(**extent), trigger, "test")
    planning.plan(run_id)
    with unit_of_work() as session:
        session.execute(text("update sync_runs set status = 'cancelled' where id = :id"), {"id": run_id})
    return {collector for collector, _ in steps(run_id)}


@pytest.mark.usefixtures("settings")
def test_what_is_common_to_all_is_read_once_and_by_a_schedule_only_now_and_then(estate: Estate) -> None:
    add_members(estate)
    names = list(places.ONCE)
    run = steps(sync(collectors=names, regions=["eu-west-1"]))
    assert run == {(name, "us-east-1"): "succeeded" for name in names}
    assert {key[0] for key in steps(sync(regions=["eu-west-1"], collectors=["pools"]))} == {"pools"}
    scheduled = planned("schedule", account_ids=[estate.home], regions=["us-east-1"])
    assert not scheduled & set(names)
    assert "workspaces" in scheduled
    with unit_of_work() as session:
        old = "update coverage set last_good_at = last_good_at - interval '2 days' where collector = 'costs'"
        session.execute(text(old))
    assert planned("schedule", account_ids=[estate.home], regions=["us-east-1"]) & set(names) == {"costs"}
    assert planned("schedule", account_ids=[estate.home], regions=["eu-west-1"]).isdisjoint(names)
    assert planned("manual", account_ids=[estate.home], regions=["us-east-1"]) >= set(names)


@pytest.mark.usefixtures("settings")
def test_coverage_shows_what_is_read_once_in_one_place(estate: Estate) -> None:
    from app.services.sync import covered

    add_members(estate)
    sync(collectors=["prices", "costs"])
    with unit_of_work() as session:
        items = covered.overview(session, None).items
    once = {(item.account_id, item.region, item.collector): item for item in items if item.collector in places.ONCE}
    assert set(once) == {(estate.home, "us-east-1", name) for name in places.ONCE}
    costs = once[estate.home, "us-east-1", "costs"]
    assert costs.status == "ok"
    assert costs.detail
    assert costs.detail["cost_usd"] > 0


@pytest.mark.usefixtures("settings")
def test_groups_images_and_pools_are_listed_and_a_refusal_is_a_fact(estate: Estate) -> None:
    add_members(estate)
    run = sync(collectors=["ip_groups", "images", "pools"])
    denied = sql(
        "select collector, account_id, region from sync_steps where run_id = :id and status <> 'succeeded'", id=run
    )
    finance, care = (
        next(one["account_id"] for one in estate.accounts["accounts"] if name in one["name"])
        for name in ("Finance", "Care")
    )
    assert {(c, a) for c, a, _ in denied} == {
        ("pools", finance),
        ("pools", care),
        ("images", care),
        ("ip_groups", care),
    }
    assert {r for _, a, r in denied if a == care} == {"ap-southeast-2"}
    assert sql("select status from coverage where collector = 'pools' and account_id = :id limit 1", id=finance) == [
        ("denied",)
    ]
    for table, column in (("ip_groups", "ip_group_name"), ("images", "image_name"), ("pools", "pool_name")):
        whole = f"{column} is not null and raw is not null and retired_at is null"
        assert sql(f"select count(*) > 0, bool_and({whole}) from {table}") == [(True, True)]
    assert sql("select count(*) from ip_groups where rules is null or cardinality(rules) = 0") == [(0,)]
    assert sql("select count(*) from images where created_at is null or operating_system is null") == [(0,)]
    assert sql(
        "select count(*) from pools where state is null or desired_user_sessions is null or created_at is null"
    ) == [(0,)]
    again = sync(collectors=["ip_groups", "images"])
    assert sql("select sum(created), sum(updated), sum(retired) from sync_steps where run_id = :id", id=again) == [
        (0, 0, 0)
    ]


@pytest.mark.usefixtures("settings")
def test_a_group_that_is_gone_is_retired_only_by_a_whole_listing(estate: Estate) -> None:
    sync(collectors=["ip_groups"])

    with unit_of_work() as session:
        session.execute(
            text("insert into ip_groups (account_id, region, ip_group_id) values (:a, 'us-east-1', 'wsipg-gone')"),
            {"a": estate.home},
        )
    gone = "select retired_at is not null from ip_groups where ip_group_id = 'wsipg-gone'"
    estate.control("faults", {"kind": "deny", "operation": "DescribeIpGroups"})
    sync(collectors=["ip_groups"])
    assert sql(gone) == [(False,)]
    estate.control("faults", method="DELETE")
    sync(collectors=["ip_groups"])
    assert sql(gone) == [(True,)]
