from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app import cli
from app.core.crypto import decrypt
from app.db.session import unit_of_work
from app.models.models import AuditEntry, AwsAccount, Workspace
from app.services.accounts import checking
from app.services.aws.access import AccountAccess, Identity
from app.services.aws.errors import AwsError, ErrorKind

Header = dict[str, str]
URL = "/api/admin/accounts"
ARN = "arn:aws:iam::111111111111:role/path/Reader"
ROLE = {
    "name": "Sales",
    "account_id": "111111111111",
    "role_arn": ARN,
    "external_id": "ext-1",
    "regions": ["us-east-1"],
}
KEYS = {"access_key_id": "AKIAIOSFODNN7EXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}


@pytest.fixture
def admin(sign_in: Callable[..., Header]) -> Header:
    return sign_in("admin", "root")


def add(client: TestClient, admin: Header, **members: object) -> dict[str, Any]:
    answer = client.post(URL, json=members, headers=admin)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def home(client: TestClient, admin: Header) -> dict[str, Any]:
    return dict(client.get(f"{URL}?kind=home", headers=admin).json()["items"][0])


def test_an_account_is_added_by_its_role(client: TestClient, admin: Header) -> None:
    made = add(client, admin, **ROLE)
    assert made | {"id": 0} == ROLE | {
        "id": 0,
        "kind": "role",
        "access_key_id": None,
        "is_enabled": True,
        "partition": "aws",
        "last_checked_at": None,
        "last_error": None,
    }
    assert client.get(f"{URL}/{made['id']}", headers=admin).json() == made


def test_account_partition_and_name_follow_from_the_role(client: TestClient, admin: Header) -> None:
    made = add(client, admin, role_arn="arn:aws-us-gov:iam::222222222222:role/R", regions=[])
    assert (made["account_id"], made["name"], made["partition"]) == ("222222222222", "222222222222", "aws-us-gov")
    assert made["regions"] is None


def test_a_secret_goes_in_encrypted_and_never_comes_back(client: TestClient, admin: Header) -> None:
    made = add(client, admin, name="By key", account_id="333333333333", **KEYS)
    assert made["kind"] == "keys"
    with unit_of_work() as session:
        stored = session.scalars(select(AwsAccount.secret_access_key_encrypted)).one()
        entries = session.scalars(select(AuditEntry.detail)).all()
    assert decrypt(stored) == KEYS["secret_access_key"]
    shown = client.get(URL, headers=admin).text + str(made) + str(entries)
    assert KEYS["secret_access_key"] not in shown
    assert stored not in shown
    assert "secret" not in client.get(URL, headers=admin).text


def test_the_home_account_is_there_and_stays(client: TestClient, admin: Header) -> None:
    [found] = client.get(URL, headers=admin).json()["items"]
    assert (found["kind"], found["account_id"], found["name"]) == ("home", None, "Home account")
    path = f"{URL}/{found['id']}"
    assert client.delete(path, headers=admin).status_code == 409
    changed = client.put(path, json={"name": "Payer", "regions": ["eu-west-1"], "is_enabled": False}, headers=admin)
    assert changed.json() == found | {"name": "Payer", "regions": ["eu-west-1"], "is_enabled": False}
    assert client.put(path, json={"role_arn": ARN}, headers=admin).json()["errors"][0]["field"] == "role_arn"
    assert len(client.get(URL, headers=admin).json()["items"]) == 1


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "role_arn"),
        ({**ROLE, **KEYS}, "either"),
        ({"access_key_id": KEYS["access_key_id"]}, "together"),
        ({**KEYS, "external_id": "ab"}, "external_id"),
        ({**ROLE, "account_id": "222222222222"}, "account_id"),
        ({**ROLE, "account_id": "1"}, "account_id"),
        ({**ROLE, "role_arn": "arn:aws:iam::111111111111:user/x"}, "role_arn"),
        ({**ROLE, "role_arn": "arn:aws:iam::1:role/x"}, "role_arn"),
        ({**ROLE, "role_arn": ARN + "\n"}, None),
        ({**ROLE, "role_arn": ARN + "\nx"}, "role_arn"),
        ({**ROLE, "external_id": "a"}, "external_id"),
        ({**ROLE, "external_id": "a b"}, "external_id"),
        ({**ROLE, "external_id": "a" * 1225}, "external_id"),
        ({**ROLE, "regions": ["nowhere"]}, "regions.0"),
        ({**ROLE, "regions": ["us-east-1\n"]}, None),
        ({**ROLE, "regions": ["us-gov-east-1", "us-iso-b-east-1"]}, None),
        ({**ROLE, "regions": "us-east-1"}, "regions"),
        ({**ROLE, "name": ""}, "name"),
        ({**ROLE, "name": "x" * 101}, "name"),
        ({**ROLE, "name": "a\0b"}, "name"),
        ({**KEYS, "access_key_id": "short"}, "access_key_id"),
        ({**KEYS, "secret_access_key": "with a space in it"}, "secret_access_key"),
        ({**KEYS, "secret_access_key": "short"}, "secret_access_key"),
        ({**ROLE, "kind": "keys"}, "kind"),
        ({**ROLE, "kind": "home"}, "kind"),
        ({**ROLE, "session_token": "x"}, "session_token"),
    ],
)
def test_what_does_not_fit_is_named(
    client: TestClient, admin: Header, members: dict[str, Any], said: str | None
) -> None:
    answer = client.post(URL, json=members, headers=admin)
    assert answer.status_code == (201 if said is None else 422), answer.text
    if said is not None:
        assert said in answer.json()["detail"]
        assert KEYS["secret_access_key"] not in answer.text


def test_an_account_is_there_once(client: TestClient, admin: Header) -> None:
    add(client, admin, **ROLE)
    again = client.post(URL, json=ROLE | {"role_arn": ARN + "2"}, headers=admin)
    assert again.status_code == 409
    assert "Sales" in again.json()["detail"]
    assert client.post(URL, json={"account_id": "111111111111", **KEYS}, headers=admin).status_code == 409


def test_a_change_keeps_what_is_not_given(client: TestClient, admin: Header) -> None:
    made = add(client, admin, **ROLE)
    path = f"{URL}/{made['id']}"
    changed = client.put(path, json={"external_id": None, "role_arn": ARN + "2"}, headers=admin)
    assert changed.json() == made | {"external_id": None, "role_arn": ARN + "2"}
    elsewhere = client.put(path, json={"role_arn": ARN.replace("1", "2")}, headers=admin)
    assert (elsewhere.status_code, elsewhere.json()["errors"][0]["field"]) == (422, "role_arn")
    for wrong in ({"name": None}, {"account_id": "222222222222"}, {"access_key_id": KEYS["access_key_id"]}):
        assert client.put(path, json=wrong, headers=admin).status_code == 422
    with unit_of_work() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["account.create", "account.update"]


def test_another_key_needs_its_secret(client: TestClient, admin: Header) -> None:
    path = f"{URL}/{add(client, admin, account_id='333333333333', **KEYS)['id']}"
    other = {"access_key_id": "AKIAOTHEROTHEROTHER1"}
    assert client.put(path, json=other, headers=admin).status_code == 422
    sent = other | {"secret_access_key": "another-secret-of-that-key"}
    assert client.put(path, json=sent, headers=admin).json()["access_key_id"] == other["access_key_id"]
    with unit_of_work() as session:
        assert (
            decrypt(session.scalars(select(AwsAccount.secret_access_key_encrypted)).one()) == sent["secret_access_key"]
        )
        assert "another-secret" not in str(session.scalars(select(AuditEntry.detail)).all())


def test_deleting_an_account_keeps_its_inventory(client: TestClient, admin: Header) -> None:
    made = add(client, admin, **ROLE)
    with unit_of_work() as session:
        session.add(Workspace(account_id="111111111111", region="us-east-1", workspace_id="ws-1", raw={}))
    assert client.delete(f"{URL}/{made['id']}", headers=admin).status_code == 204
    assert client.delete(f"{URL}/{made['id']}", headers=admin).status_code == 404
    with unit_of_work() as session:
        assert session.scalars(select(Workspace.workspace_id)).all() == ["ws-1"]


def test_the_list_filters_sorts_and_pages(client: TestClient, admin: Header) -> None:
    for digit in "321":
        add(client, admin, name=f"n{digit}", role_arn=ARN.replace("1", digit), is_enabled=digit != "2")

    def names(query: str) -> list[str]:
        return [item["name"] for item in client.get(f"{URL}?{query}", headers=admin).json()["items"]]

    assert names("sort=-name&kind=role") == ["n3", "n2", "n1"]
    assert names("is_enabled=false") == ["n2"]
    assert names("q=3333") == ["n3"]
    assert names("kind=home") == ["Home account"]
    assert names("sort=name&kind=role&limit=1&offset=1") == ["n2"]


def test_an_administrator_with_a_scope_sees_and_adds_only_its_accounts(
    client: TestClient, admin: Header, sign_in: Callable[..., Header]
) -> None:
    hidden = add(client, admin, **ROLE)
    scoped = sign_in("admin", account_scope=["222222222222"])
    assert client.get(URL, headers=scoped).json()["items"] == []
    assert client.get(f"{URL}/{hidden['id']}", headers=scoped).status_code == 404
    assert client.post(URL, json={"role_arn": ARN.replace("1", "3")}, headers=scoped).status_code == 403
    assert client.post(URL, json={"role_arn": ARN.replace("1", "2")}, headers=scoped).status_code == 201


@pytest.mark.parametrize("account_pk", ["0", "-5", "99999", "9" * 25])
def test_an_unknown_account_is_404(client: TestClient, admin: Header, account_pk: str) -> None:
    assert client.get(f"{URL}/{account_pk}", headers=admin).status_code == 404
    assert client.put(f"{URL}/{account_pk}", json={}, headers=admin).status_code == 404
    assert client.delete(f"{URL}/{account_pk}", headers=admin).status_code == 404
    assert client.post(f"{URL}/{account_pk}/test", headers=admin).status_code == 404


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> list[tuple[AccountAccess, str]]:
    """Stands where AWS is asked; the questions are kept. The real call is tested with the sync."""
    asked: list[tuple[AccountAccess, str]] = []

    def whoami(access: AccountAccess, region: str) -> Identity:
        asked.append((access, region))
        if access.role_arn and access.role_arn.endswith("Denied"):
            raise AwsError(ErrorKind.DENIED, "AccessDenied", "The role cannot be assumed.")
        return Identity(access.account_id or "999999999999", "arn:aws-cn:sts::9:x", "aws-cn")

    monkeypatch.setattr(checking, "whoami", whoami)
    return asked


def test_a_test_says_whether_aws_lets_us_in(client: TestClient, admin: Header, aws: list[Any]) -> None:
    made = add(client, admin, **ROLE)
    path = f"{URL}/{made['id']}"
    assert client.post(f"{path}/test", headers=admin).json() == {
        "ok": True,
        "account_id": "111111111111",
        "error": None,
    }
    [(access, region)] = aws
    assert (access.role_arn, access.external_id, region) == (ARN, "ext-1", "us-east-1")
    assert client.get(path, headers=admin).json()["last_checked_at"] is not None
    client.put(path, json={"role_arn": ARN + "Denied"}, headers=admin)
    assert client.get(path, headers=admin).json()["last_checked_at"] is None
    refused = client.post(f"{path}/test", headers=admin)
    assert refused.json() == {"ok": False, "account_id": "111111111111", "error": "The role cannot be assumed."}
    assert client.get(path, headers=admin).json()["last_error"] == "The role cannot be assumed."


def test_a_test_learns_whose_credentials_they_are(client: TestClient, admin: Header, aws: list[Any]) -> None:
    path = f"{URL}/{home(client, admin)['id']}"
    assert client.post(f"{path}/test", headers=admin).json()["account_id"] == "999999999999"
    after = client.get(path, headers=admin).json()
    assert (after["account_id"], after["name"], after["partition"]) == ("999999999999", "999999999999", "aws-cn")


def test_credentials_of_an_account_that_is_there_already_are_told(
    client: TestClient, admin: Header, aws: list[Any]
) -> None:
    add(client, admin, role_arn=ARN.replace("1", "9"))
    answer = client.post(f"{URL}/{home(client, admin)['id']}/test", headers=admin).json()
    assert (answer["ok"], answer["account_id"]) == (False, "999999999999")
    assert home(client, admin)["account_id"] is None


def test_a_key_that_was_stored_under_another_secret_key_is_told(
    client: TestClient, admin: Header, aws: list[Any]
) -> None:
    made = add(client, admin, account_id="333333333333", **KEYS)
    with unit_of_work() as session:
        session.get_one(AwsAccount, made["id"]).secret_access_key_encrypted = "not a token of ours"
    answer = client.post(f"{URL}/{made['id']}/test", headers=admin)
    assert answer.status_code == 200
    assert "Enter it again" in answer.json()["error"]


def test_the_command_adds_and_updates(client: TestClient, admin: Header, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["add-account", "--role-arn", ARN, "--external-id", "e1"]
    assert cli.main([*words, "--name", "Sales", "--regions", "us-east-1, eu-west-1"]) == 0
    assert cli.main([*words, "--name", "Sales 2"]) == 0
    assert "up to date" in capsys.readouterr().out
    [found] = client.get(f"{URL}?kind=role", headers=admin).json()["items"]
    assert (found["name"], found["external_id"], found["regions"]) == ("Sales 2", "e1", ["us-east-1", "eu-west-1"])
    assert cli.main(["add-account", "--role-arn", ARN + "2"]) == 1
    assert cli.main(["add-account", "--role-arn", "x"]) == 1
    assert cli.main([*words, "--regions", "nowhere"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in said[1:]] == ["role_arn", "regions.0"]
