"""Every account of the organization at once."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.services.aws.organization import role_arn
from tests.costs.conftest import Estate
from tests.costs.steps import sql, sync

ROLE = "WorkSpacesInventoryReadOnly"
SignIn = Callable[..., dict[str, str]]


@pytest.fixture
def find(estate: Estate, client: TestClient, sign_in: SignIn) -> Callable[..., Any]:
    headers = sign_in("admin")

    def post(status: int = 200, **body: Any) -> Any:
        answer = client.post("/api/admin/accounts/discover", headers=headers, json={"role_name": ROLE, **body})
        assert answer.status_code == status, answer.text
        return answer.json()

    return post


def ids(listed: list[dict[str, Any]]) -> set[str]:
    return {one["account_id"] for one in listed}


def test_a_role_is_named_by_its_path_too() -> None:
    assert role_arn("aws-cn", "111111111111", "/team/Reader") == "arn:aws-cn:iam::111111111111:role/team/Reader"


def test_accounts_whose_role_can_be_assumed_are_added_and_the_others_say_why(
    estate: Estate, find: Callable[..., Any]
) -> None:
    members = {one["account_id"]: one for one in estate.accounts["accounts"]}
    one = next(iter(members))
    said = find(external_id=members[one]["external_id"], regions=["us-east-1"])
    assert ids(said["added"]) == {one}
    assert ids(said["known"]) == {estate.home}
    assert [account["status"] for account in said["skipped"]] == ["SUSPENDED"]
    assert ids(said["not_assumed"]) > set(members) - {one}
    assert all("cannot be assumed" in account["error"] for account in said["not_assumed"])
    stored = "select account_id, kind, is_enabled, last_error is null, regions, role_arn from aws_accounts where kind = 'role'"  # noqa: E501
    rows = {row[0]: row[1:] for row in sql(stored)}
    assert rows[one] == ("role", True, True, ["us-east-1"], members[one]["role_arn"])
    assert all(row[1:3] == (False, False) for account_id, row in rows.items() if account_id != one)

    again = find(external_id=members[one]["external_id"])
    assert (again["added"], again["not_assumed"]) == ([], [])
    assert ids(again["known"]) == {estate.home, *rows}
    assert {row[0]: row[1:] for row in sql(stored)} == rows


def test_only_an_administrator_may_and_only_with_a_role_that_can_be_one(
    estate: Estate, find: Callable[..., Any], client: TestClient, sign_in: SignIn
) -> None:
    body = {"role_name": ROLE}
    assert client.post("/api/admin/accounts/discover", headers=sign_in("operator"), json=body).status_code == 403
    assert client.post("/api/admin/accounts/discover", json=body).status_code == 401
    find(422, role_name="not a role")
    find(422, external_id="x")
    find(422, surprise=1)


def test_an_organization_that_may_not_be_listed_is_a_conflict_that_says_so(
    estate: Estate, find: Callable[..., Any]
) -> None:
    estate.control("faults", {"kind": "deny", "service": "organizations"})
    assert "organizations:ListAccounts" in find(409)["detail"]
    assert sql("select count(*) from aws_accounts where kind = 'role'") == [(0,)]


def test_names_follow_the_organization_unless_somebody_chose_another(estate: Estate, find: Callable[..., Any]) -> None:
    from sqlalchemy import text

    from app.db.session import unit_of_work

    find()
    first, second, *_ = (one["account_id"] for one in estate.accounts["accounts"])
    with unit_of_work() as session:
        for account_id, name in ((first, "Chosen"), (second, "Former")):
            session.execute(
                text("update aws_accounts set name = :n where account_id = :a"), {"n": name, "a": account_id}
            )
        session.execute(text("update organization_accounts set name = 'Former' where account_id = :a"), {"a": second})
    sync(collectors=["organization"])
    named = dict(sql("select account_id, name from aws_accounts"))
    assert named[first] == "Chosen"
    assert named[second] == next(o["name"] for o in estate.accounts["accounts"] if o["account_id"] == second)
    assert sql("select count(*) from organization_accounts where email is null or joined_at is null") == [(0,)]
