"""Who may call: signatures, roles, sessions."""

import time
from typing import Any

import httpx
import pytest


def test_the_home_user_is_itself(estate: Any) -> None:
    answer = estate.client("sts").get_caller_identity()
    assert answer["Account"] == estate.world.home.account_id
    assert answer["Arn"].endswith(":user/workspaces-inventory")


def test_a_member_is_reached_by_its_role(estate: Any) -> None:
    answer = estate.client("sts", slug="eng").get_caller_identity()
    assert answer["Account"] == estate.account("eng").account_id
    assert answer["Arn"].endswith("assumed-role/WorkSpacesInventoryReadOnly/inventory")


@pytest.mark.parametrize("extra", [{"ExternalId": "wrong-one"}, {"RoleArn": "arn:aws:iam::123456789012:role/Nothing"}])
def test_a_wrong_external_id_or_role_is_denied(estate: Any, code: Any, extra: dict[str, str]) -> None:
    assert code(lambda: estate.assume("eng", **extra)) == "AccessDenied"


def test_an_account_without_the_role_denies(estate: Any, code: Any) -> None:
    assert code(lambda: estate.assume("sandbox")) == "AccessDenied"


@pytest.mark.parametrize("seconds", [899, 43201])
def test_session_length_is_limited(estate: Any, code: Any, seconds: int) -> None:
    assert code(lambda: estate.assume("eng", DurationSeconds=seconds)) == "ValidationError"


def test_role_chaining_lasts_at_most_an_hour(estate: Any, code: Any) -> None:
    chained = estate.client("sts", slug="eng")
    account = estate.account("fin")
    asked = {"RoleArn": account.role_arn, "RoleSessionName": "chained", "ExternalId": account.external_id}
    assert code(lambda: chained.assume_role(**asked, DurationSeconds=3601)) == "ValidationError"
    assert chained.assume_role(**asked, DurationSeconds=3600)["Credentials"]["SessionToken"]


def test_an_unknown_key_is_refused(estate: Any, code: Any) -> None:
    keys = {"aws_access_key_id": "AKIAAAAAAAAAAAAAAAAA", "aws_secret_access_key": "no"}
    assert code(lambda: estate.client("sts", keys=keys).get_caller_identity()) == "InvalidClientTokenId"
    assert code(lambda: estate.client("workspaces", keys=keys).describe_workspaces()) == "UnrecognizedClientException"


def test_a_wrong_secret_is_refused(estate: Any, code: Any) -> None:
    keys = estate.keys("larkfield") | {"aws_secret_access_key": "wrong"}
    assert code(lambda: estate.client("sts", keys=keys).get_caller_identity()) == "SignatureDoesNotMatch"
    assert code(lambda: estate.client("workspaces", keys=keys).describe_workspaces()) == "InvalidSignatureException"


def test_a_session_token_cannot_be_changed(estate: Any, code: Any) -> None:
    keys = dict(estate.keys("eng"))
    keys["aws_session_token"] = "A" + keys["aws_session_token"][1:]
    assert code(lambda: estate.client("workspaces", keys=keys).describe_workspaces()) == "UnrecognizedClientException"


def test_a_request_without_signature_is_refused(estate: Any) -> None:
    answer = httpx.post(estate.url, headers={"x-amz-target": "WorkspacesService.DescribeWorkspaces"}, content="{}")
    assert answer.status_code == 403
    assert answer.json()["__type"] == "MissingAuthenticationTokenException"


def test_sessions_expire_when_they_say_so(fresh: Any, code: Any) -> None:
    estate = fresh(session_seconds=600)
    given = estate.assume("eng", DurationSeconds=3600)["Credentials"]
    assert time.time() < given["Expiration"].timestamp() <= time.time() + 600
    assert estate.client("workspaces", slug="eng").describe_workspaces()["Workspaces"]
    estate.fault(kind="session_seconds", seconds=0)
    short = estate.assume("fin")["Credentials"]
    assert short["Expiration"].timestamp() <= time.time()
    assert code(estate.client("workspaces", slug="fin").describe_workspaces) == "ExpiredTokenException"
    estate.fault(kind="session_seconds", seconds=None)
    assert estate.client("workspaces", slug="care").describe_workspaces()["Workspaces"]


def test_all_sessions_can_be_ended_and_renewed(fresh: Any, code: Any) -> None:
    estate = fresh()
    client = estate.client("workspaces", slug="eng")
    client.describe_workspaces()
    estate.fault(kind="expire_sessions")
    assert code(client.describe_workspaces) == "ExpiredTokenException"
    assert code(estate.client("sts", slug="eng").get_caller_identity) == "ExpiredToken"
    again = estate.assume("eng")["Credentials"]
    keys = {
        "aws_access_key_id": again["AccessKeyId"],
        "aws_secret_access_key": again["SecretAccessKey"],
        "aws_session_token": again["SessionToken"],
    }
    assert estate.client("workspaces", keys=keys).describe_workspaces()["Workspaces"]


def test_sessions_outlive_a_restart(fresh: Any) -> None:
    first, second = fresh(), fresh()
    assert second.client("workspaces", keys=first.keys("eng")).describe_workspaces()["Workspaces"]


def test_organizations_lists_every_account_in_pages(estate: Any, code: Any) -> None:
    client = estate.client("organizations")
    pages = list(client.get_paginator("list_accounts").paginate())
    rows = [row for page in pages for row in page["Accounts"]]
    assert [row["Id"] for row in rows] == [one.account_id for one in estate.world.fleet.accounts]
    assert len(pages) > 1
    assert {row["Status"] for row in rows} == {"ACTIVE", "SUSPENDED"}
    assert client.describe_organization()["Organization"]["MasterAccountId"] == rows[0]["Id"]
    assert client.describe_account(AccountId=rows[1]["Id"])["Account"]["Name"] == rows[1]["Name"]
    assert code(lambda: client.describe_account(AccountId="123456789012")) == "AccountNotFoundException"
    assert code(lambda: client.list_accounts(MaxResults=21)) == "InvalidInputException"
    assert code(estate.client("organizations", slug="eng").list_accounts) == "AccessDeniedException"
