"""Names and e-mail of people, where their directory tells."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.core.config import get_settings
from app.services.aws.collectors.people import display_name
from app.services.people import store
from tests.costs.conftest import Estate
from tests.costs.steps import add_members, sql, steps, sync

FIRST = ["workspaces", "directories", "people"]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[None]:
    monkeypatch.setenv("AWS_REGIONS", "us-east-1,eu-west-1")
    monkeypatch.setenv("AWS_API_RATE", "1000")
    monkeypatch.setenv("AWS_API_BURST", "1000")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def execute(statement: str) -> None:
    from app.db.session import unit_of_work

    with unit_of_work() as session:
        session.execute(text(statement))


def test_the_display_name_is_shown_and_else_the_parts_of_the_name() -> None:
    parts: dict[str, Any] = {"GivenName": "Ada", "Surname": "Lovelace"}
    assert display_name({**parts, "OtherAttributes": {"displayName": {"S": "Lovelace, Ada"}}}) == "Lovelace, Ada"
    assert display_name({**parts, "OtherAttributes": {"displayName": {"S": " "}}}) == "Ada Lovelace"
    assert display_name({**parts, "OtherAttributes": {"displayName": {"SS": ["A"]}}}) == "Ada Lovelace"
    assert display_name({"Surname": "Lovelace"}) == "Lovelace"
    assert display_name({}) is None


@given(st.dictionaries(st.sampled_from(["GivenName", "Surname"]), st.none() | st.text() | st.integers()))
def test_any_name_is_read_without_raising(user: dict[str, Any]) -> None:
    name = display_name(user)
    assert name is None or name.strip() == name != ""


@pytest.mark.usefixtures("settings")
def test_names_come_from_managed_directories_and_a_refusing_one_is_a_fact(estate: Estate) -> None:
    add_members(estate)
    run = sync(collectors=FIRST)
    truth = {one["workspace_id"]: one for one in estate.control("truth", method="GET")["workspaces"]}
    found = sql(
        "select w.workspace_id, w.user_display_name, w.user_email, d.directory_type, w.account_id, w.region "
        "from workspaces w join directories d using (account_id, region, directory_id) where w.terminated_at is null"
    )
    care = next(one["account_id"] for one in estate.accounts["accounts"] if "Care" in one["name"])
    named = 0
    for workspace_id, name, email, kind, account_id, region in found:
        if kind == "AD_CONNECTOR" or (account_id, region) == (care, "eu-west-1"):
            assert (name, email) == (None, None)
        else:
            named += 1
            assert (name, email) == (truth[workspace_id]["user_display_name"], truth[workspace_id]["user_email"])
    assert named > 10
    assert sql("select account_id, region, status from coverage where collector = 'people' and status <> 'ok'") == [
        (care, "eu-west-1", "denied")
    ]
    assert steps(run)["people", "us-east-1"] == "succeeded succeeded succeeded succeeded"


@pytest.mark.usefixtures("settings")
def test_who_is_known_is_asked_for_again_after_a_week_only(estate: Estate) -> None:
    add_members(estate)
    sync(collectors=FIRST, regions=["us-east-1"])
    asked = "select coalesce(sum((detail ->> 'users_wanted')::int), 0) from coverage where collector = 'people'"
    first = sql(asked)[0][0]
    assert first > 5
    again = sync(collectors=["people"], regions=["us-east-1"])
    assert sql(asked)[0][0] == 0
    assert sql("select sum(created), sum(updated) from sync_steps where run_id = :id", id=again) == [(0, 0)]
    execute("update people set asked_at = asked_at - interval '8 days', display_name = 'Old'")
    sync(collectors=["people"], regions=["us-east-1"])
    assert sql(asked)[0][0] == first
    assert sql("select count(*) from people where display_name = 'Old'") == [(0,)]


@pytest.mark.usefixtures("settings")
def test_a_user_that_the_directory_forgot_keeps_the_name_on_the_workspace(estate: Estate) -> None:
    add_members(estate)
    sync(collectors=FIRST, regions=["us-east-1"])
    assert sql("select bool_and(is_enabled) from people where is_found") == [(True,)]
    execute("update workspaces set user_name = 'nobody.' || workspace_id where user_display_name is not null")
    sync(collectors=["people"], regions=["us-east-1"])
    assert sql("select count(*) > 0, bool_and(not is_found) from people where user_name like 'nobody.%'") == [
        (True, True)
    ]
    assert sql(
        "select count(*) > 0, bool_and(user_display_name is not null) from workspaces where user_name like 'nobody.%'"
    ) == [(True, True)]


@pytest.mark.usefixtures("settings")
def test_a_large_directory_is_asked_some_at_a_time(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    add_members(estate)
    monkeypatch.setattr(store, "MOST_AT_ONCE", 2)
    sync(collectors=FIRST, regions=["us-east-1"])
    per_place = "select account_id, count(*) from people group by 1 order by 1"
    assert {number for _, number in sql(per_place)} <= {1, 2}
    before = dict(sql(per_place))
    sync(collectors=["people"], regions=["us-east-1"])
    assert any(number > before[account_id] for account_id, number in sql(per_place))
