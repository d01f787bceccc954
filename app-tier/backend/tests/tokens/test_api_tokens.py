"""API tokens: shown once, kept as a hash, never wider than their user, dead when they should be."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from starlette.testclient import TestClient

from app.db.session import get_engine, unit_of_work
from app.models.models import ApiToken, AuditEntry, User
from app.services.auth import api_tokens

SignIn = Callable[..., dict[str, str]]
PASSWORD = "correct horse battery"


class Person:
    """Somebody who makes tokens."""

    def __init__(self, client: TestClient, header: dict[str, str]) -> None:
        self.client, self.header = client, header

    def make(self, status: int = 201, **body: Any) -> Any:
        wanted = {"name": "script", "scope": ["read"], **body}
        answer = self.client.post("/api/auth/tokens", headers=self.header, json=wanted)
        assert answer.status_code == status, answer.text
        return answer.json()

    def tokens(self, query: str = "") -> Any:
        return self.client.get(f"/api/auth/tokens{query}", headers=self.header).json()

    def revoke(self, token_id: int) -> int:
        return int(self.client.delete(f"/api/auth/tokens/{token_id}", headers=self.header).status_code)


@pytest.fixture
def person(client: TestClient, sign_in: SignIn) -> Callable[..., Person]:
    return lambda *given, **columns: Person(client, sign_in(*given, **columns))


def with_token(client: TestClient, made: dict[str, Any], path: str, method: str = "GET", **given: Any) -> Any:
    return client.request(method, path, headers={"Authorization": f"Bearer {made['token']}"}, **given)


def test_a_token_acts_as_its_user_is_shown_once_and_kept_as_a_hash(
    client: TestClient, person: Callable[..., Person]
) -> None:
    ada = person("viewer", "ada")
    made = ada.make()
    assert made["token"].startswith("wsi_") and len(made["token"]) == 47
    me = with_token(client, made, "/api/auth/me").json()
    assert (me["username"], me["permissions"]) == ("ada", ["read"])
    (listed,) = ada.tokens()["items"]
    assert listed == {**{k: v for k, v in made.items() if k != "token"}, "last_used_at": listed["last_used_at"],
                      "last_used_ip": "testclient"}  # fmt: skip
    assert made["token"].startswith(listed["beginning"]) and listed["last_used_at"] is not None
    with get_engine().connect() as connection:
        row = connection.execute(text("select to_jsonb(t)::text, token_hash from api_tokens t")).one()
    assert made["token"] not in row[0]
    assert bytes(row[1]) == hashlib.sha256(made["token"].encode()).digest()
    with unit_of_work() as session:
        assert made["token"] not in str([entry.detail for entry in session.scalars(select(AuditEntry))])


def test_a_token_never_does_more_than_its_scope_or_than_its_user(
    client: TestClient, person: Callable[..., Person]
) -> None:
    operator = person("operator", "olga")
    assert operator.make(422, scope=["admin"])["errors"][0]["field"] == "scope"
    reading, syncing = operator.make(), operator.make(name="sync", scope=["sync", "read"])
    assert syncing["scope"] == ["read", "sync"]
    refused = with_token(client, reading, "/api/admin/syncs")
    assert (refused.status_code, "API token" in refused.json()["detail"]) == (403, True)
    assert with_token(client, syncing, "/api/admin/syncs").status_code == 200
    assert with_token(client, syncing, "/api/users").status_code == 403
    with unit_of_work() as session:
        session.execute(update(User).where(User.username == "olga").values(role="viewer"))
    assert with_token(client, syncing, "/api/admin/syncs").status_code == 403
    assert with_token(client, syncing, "/api/auth/me").json()["permissions"] == ["read"]


def test_a_reading_token_of_a_superuser_does_not_administer(client: TestClient, person: Callable[..., Person]) -> None:
    made = person("admin", "root", is_superuser=True).make()
    assert with_token(client, made, "/api/users").status_code == 403
    assert with_token(client, made, "/api/auth/tokens?everyone=true").status_code == 403


def test_the_accounts_of_its_user_are_those_of_the_token(
    stored: None, client: TestClient, person: Callable[..., Person]
) -> None:
    made = person("viewer", "bea", account_scope=["222222222222"]).make()
    items = with_token(client, made, "/api/workspaces?fields=user_name").json()["items"]
    assert items == [{"user_name": "fay"}]


OWN_AFFAIRS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/api/auth/tokens", {"name": "another", "scope": ["read"]}),
    ("DELETE", "/api/auth/tokens/1", {}),
    ("POST", "/api/auth/logout", {}),
    ("POST", "/api/auth/password", {"current_password": PASSWORD, "new_password": "another horse battery"}),
    ("PUT", "/api/users/1", {"email": "thief@example.com"}),
]


@pytest.mark.parametrize(("method", "path", "body"), OWN_AFFAIRS, ids=lambda v: v if isinstance(v, str) else "")
def test_a_token_that_leaked_cannot_take_its_user_over(
    client: TestClient, person: Callable[..., Person], method: str, path: str, body: dict[str, Any]
) -> None:
    made = person("admin", "root").make(scope=["read", "admin"])
    answer = with_token(client, made, path, method, **({"json": body} if body else {}))
    assert (answer.status_code, "API token" in answer.json()["detail"]) == (403, True)


def test_a_revoked_an_expired_and_a_made_up_token_are_refused_alike(
    client: TestClient, person: Callable[..., Person]
) -> None:
    ada = person("viewer", "ada")
    revoked, expired, never = ada.make(), ada.make(name="old"), ada.make(name="never", expires_in_days=None)
    assert ada.revoke(revoked["id"]) == 204 and ada.revoke(revoked["id"]) == 404
    with unit_of_work() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(ApiToken).where(ApiToken.id == expired["id"]).values(expires_at=past))
    answers = [with_token(client, {"token": t}, "/api/auth/me") for t in
               (revoked["token"], expired["token"], "wsi_" + "A" * 43, "wsi_", "wsi_" + "x" * 3000)]  # fmt: skip
    assert {(a.status_code, a.json()["detail"]) for a in answers} == {(401, answers[0].json()["detail"])}
    assert with_token(client, never, "/api/auth/me").status_code == 200
    shown = {item["name"]: (item["is_expired"], item["expires_at"] is None) for item in ada.tokens()["items"]}
    assert shown == {"old": (True, False), "never": (False, True)}


def test_a_disabled_user_s_tokens_are_dead_and_stay_dead(client: TestClient, person: Callable[..., Person]) -> None:
    ada, admin = person("viewer", "ada"), person("admin", "root")
    made = ada.make()
    with unit_of_work() as session:
        session.execute(update(User).where(User.username == "ada").values(is_active=False))
    assert with_token(client, made, "/api/auth/me").status_code == 401
    for active in (True, False, True):
        path = f"/api/users/{made['user_id']}"
        assert client.put(path, headers=admin.header, json={"is_active": active}).status_code == 200
    assert with_token(client, made, "/api/auth/me").status_code == 401
    assert admin.tokens("?everyone=true")["total"] == 0


def test_a_new_password_ends_tokens_only_where_that_is_asked_or_somebody_else_sets_it(
    client: TestClient, person: Callable[..., Person], sign_in: SignIn
) -> None:
    ada, admin = person("viewer", "ada"), person("admin", "root")
    made = ada.make()

    def change(old: str, new: str, **more: Any) -> None:
        body = {"current_password": old, "new_password": new, **more}
        assert client.post("/api/auth/password", headers=ada.header, json=body).status_code == 204
        answer = client.post("/api/auth/login", json={"username": "ada", "password": new})
        ada.header = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    change(PASSWORD, "another horse battery")
    assert with_token(client, made, "/api/auth/me").status_code == 200
    change("another horse battery", "a third horse battery", revoke_tokens=True)
    assert with_token(client, made, "/api/auth/me").status_code == 401
    made = ada.make()
    reset = {"password": "set by somebody else"}
    assert client.put(f"/api/users/{made['user_id']}", headers=admin.header, json=reset).status_code == 200
    assert with_token(client, made, "/api/auth/me").status_code == 401


def test_others_tokens_are_an_administrator_s_to_see_and_revoke(
    client: TestClient, person: Callable[..., Person]
) -> None:
    ada, bob, admin = person("viewer", "ada"), person("viewer", "bob"), person("admin", "root")
    made = ada.make()
    assert bob.revoke(made["id"]) == 404
    assert (bob.tokens()["total"], bob.client.get("/api/auth/tokens?everyone=1", headers=bob.header).status_code) == (
        0,
        403,
    )
    assert [item["username"] for item in admin.tokens("?everyone=true")["items"]] == ["ada"]
    assert admin.revoke(made["id"]) == 204
    assert with_token(client, made, "/api/auth/me").status_code == 401


def test_names_are_one_s_own_once_and_the_number_is_limited(
    person: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = person("viewer", "ada")
    ada.make(name="Export")
    assert ada.make(409, name="export")["errors"][0]["field"] == "name"
    person("viewer", "bob").make(name="export")
    monkeypatch.setattr(api_tokens, "MAX_TOKENS", 2)
    ada.make(name="second")
    assert "Revoke one" in ada.make(409, name="third")["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"scope": []}, "scope"),
        ({"scope": ["everything"]}, "scope.0"),
        ({"expires_in_days": 0}, "expires_in_days"),
        ({"expires_in_days": 10**9}, "expires_in_days"),
        ({"token": "mine"}, "token"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(person: Callable[..., Person], body: dict[str, Any], field: str) -> None:
    assert person().make(422, **body)["errors"][0]["field"] == field


def test_what_a_token_did_is_told_by_the_audit_log(client: TestClient, person: Callable[..., Person]) -> None:
    admin = person("admin", "root")
    made = admin.make(name="provisioning", scope=["read", "admin"])
    new = {"username": "new", "email": "new@example.com", "password": "correct horse battery"}
    assert with_token(client, made, "/api/users", "POST", json=new).status_code == 201
    entries = client.get("/api/admin/audit?actor=root", headers=admin.header).json()["items"]
    told = {entry["action"]: entry["detail"] for entry in entries}
    assert told["user.create"]["api_token"] == made["beginning"]
    assert told["token.create"] == {"name": "provisioning", "scope": ["read", "admin"], "expires_in_days": 90}


def test_the_last_use_is_noted_once_a_minute(client: TestClient, person: Callable[..., Person]) -> None:
    ada = person("viewer", "ada")
    made = ada.make()

    def used() -> Any:
        assert with_token(client, made, "/api/auth/me").status_code == 200
        return ada.tokens()["items"][0]["last_used_at"]

    first = used()
    assert used() == first
    with unit_of_work() as session:
        session.execute(update(ApiToken).values(last_used_at=ApiToken.last_used_at - timedelta(minutes=2)))
    assert used() >= first


def test_the_list_is_paged_by_cursor_and_by_no_other_list_s(person: Callable[..., Person]) -> None:
    ada = person("viewer", "ada")
    for n in range(3):
        ada.make(name=f"token {n}")
    first = ada.tokens("?limit=2")
    rest = ada.tokens(f"?limit=2&cursor={first['next_cursor']}")
    assert [i["name"] for i in first["items"] + rest["items"]] == ["token 2", "token 1", "token 0"]
    assert rest["next_cursor"] is None
    for cursor in ("x", "W10", "W1tdLFtdXQ", "%C3%A9"):
        assert "cursor" in ada.tokens(f"?cursor={cursor}")["detail"]
