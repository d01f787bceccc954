"""Sessions: seen, prolonged and ended, on every process at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from starlette.testclient import TestClient

from app.core.security import read_access_token
from app.db.session import unit_of_work
from app.models.models import AuditEntry, User, UserSession

Header = dict[str, str]
SignIn = Callable[..., Header]
PASSWORD = "correct horse battery"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


class Person:
    """Somebody who signs in over HTTP, as often as they like."""

    def __init__(self, client: TestClient, name: str) -> None:
        self.client, self.name = client, name
        self.id = self.ask(self.enter(), "GET", "/api/auth/me").json()["id"]
        with unit_of_work() as session:
            session.execute(text("delete from user_sessions"))

    def enter(self, agent: str = FIREFOX) -> Header:
        sent = {"username": self.name, "password": PASSWORD}
        answer = self.client.post("/api/auth/login", json=sent, headers={"User-Agent": agent})
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def ask(self, header: Header, method: str, path: str, **body: Any) -> Any:
        return self.client.request(method, path, headers=header, **body)

    def alive(self, *headers: Header) -> list[bool]:
        return [self.ask(header, "GET", "/api/auth/me").status_code == 200 for header in headers]

    def sessions(self, header: Header) -> list[dict[str, Any]]:
        answer = self.ask(header, "GET", f"/api/users/{self.id}/sessions")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])


@pytest.fixture
def ada(client: TestClient, sign_in: SignIn) -> Person:
    sign_in("viewer", "ada")
    return Person(client, "ada")


def test_each_sign_in_is_a_session_with_its_place_and_browser(ada: Person) -> None:
    phone, desk = ada.enter("phone"), ada.enter()
    told = [(one["user_agent"], one["source_ip"], one["is_current"]) for one in ada.sessions(desk)]
    assert told == [(FIREFOX, "testclient", True), ("phone", "testclient", False)]
    assert [one["is_current"] for one in ada.sessions(phone)] == [False, True]


def test_one_session_is_ended_and_the_others_go_on(ada: Person) -> None:
    phone, desk = ada.enter("phone"), ada.enter()
    lost = next(one["id"] for one in ada.sessions(desk) if one["user_agent"] == "phone")
    where = f"/api/users/{ada.id}/sessions/{lost}"
    assert ada.ask(desk, "DELETE", where).status_code == 204
    assert ada.alive(phone, desk) == [False, True]
    assert ada.ask(desk, "DELETE", where).status_code == 404


@pytest.mark.parametrize(("query", "left"), [("", [False, False]), ("?keep_this=true", [False, True])])
def test_signing_out_everywhere_ends_all_or_all_others(ada: Person, query: str, left: list[bool]) -> None:
    phone, desk = ada.enter("phone"), ada.enter()
    assert ada.ask(desk, "DELETE", f"/api/users/{ada.id}/sessions{query}").status_code == 204
    assert ada.alive(phone, desk) == left


def test_an_administrator_sees_and_ends_the_sessions_of_others(ada: Person, sign_in: SignIn) -> None:
    admin, phone = sign_in("admin", "root"), ada.enter("phone")
    assert [one["user_agent"] for one in ada.sessions(admin)] == ["phone"]
    assert ada.ask(admin, "DELETE", f"/api/users/{ada.id}/sessions?keep_this=true").status_code == 204
    assert ada.alive(phone, admin) == [False, True]
    with unit_of_work() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "auth.sign_out_everywhere")).one()
    assert (entry.actor, entry.target) == ("root", "ada")


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_nobody_else_sees_or_ends_them(ada: Person, sign_in: SignIn, method: str) -> None:
    phone = ada.enter()
    for path in (f"/api/users/{ada.id}/sessions", "/api/users/999/sessions"):
        assert ada.ask(sign_in("operator"), method, path).status_code == 403
    assert ada.ask(sign_in("admin"), method, "/api/users/999/sessions").status_code == 404
    assert ada.alive(phone) == [True]


def test_a_session_of_somebody_else_is_not_ended_under_ones_own_name(ada: Person, sign_in: SignIn) -> None:
    sign_in("viewer", "bob")
    bob = Person(ada.client, "bob")
    hers, his = ada.enter(), bob.enter()
    number = ada.sessions(hers)[0]["id"]
    assert bob.ask(his, "DELETE", f"/api/users/{bob.id}/sessions/{number}").status_code == 404
    assert ada.alive(hers) == [True]


@pytest.mark.parametrize("change", [{"password": "another long one"}, {"is_active": False}])
def test_a_new_password_and_disabling_end_every_session(ada: Person, sign_in: SignIn, change: dict[str, Any]) -> None:
    phone, desk = ada.enter("phone"), ada.enter()
    assert ada.ask(sign_in("admin"), "PUT", f"/api/users/{ada.id}", json=change).status_code == 200
    assert ada.alive(phone, desk) == [False, False]
    with unit_of_work() as session:
        assert session.scalars(select(UserSession)).all() == []


def test_signing_out_takes_the_session_from_the_list(ada: Person) -> None:
    phone, desk = ada.enter("phone"), ada.enter()
    assert ada.ask(phone, "POST", "/api/auth/logout").status_code == 204
    assert [one["user_agent"] for one in ada.sessions(desk)] == [FIREFOX]
    assert ada.alive(phone) == [False]


def test_a_token_is_renewed_within_its_session_and_ends_with_it(ada: Person) -> None:
    first = ada.enter()
    answer = ada.ask(first, "POST", "/api/auth/refresh").json()
    second = {"Authorization": f"Bearer {answer['access_token']}"}
    assert ada.alive(first, second) == [True, True]
    assert len(ada.sessions(second)) == 1
    assert ada.ask(second, "POST", "/api/auth/logout").status_code == 204
    assert ada.alive(first, second) == [False, False]


def test_renewing_prolongs_up_to_the_end_of_the_session_and_no_further(ada: Person) -> None:
    header = ada.enter()
    for hours, status in ((11, 200), (13, 401)):
        with unit_of_work() as session:
            began = datetime.now(UTC) - timedelta(hours=hours)
            session.execute(update(UserSession).values(created_at=began, expires_at=datetime.now(UTC)))
        answer = ada.ask(header, "POST", "/api/auth/refresh")
        assert answer.status_code == status
        if status == 200:
            claims = read_access_token(answer.json()["access_token"])
            with unit_of_work() as session:
                ends = session.scalars(select(UserSession.expires_at)).one()
            assert claims is not None
            assert abs(ends - claims.expires_at) < timedelta(seconds=5)


def test_a_token_outside_any_session_is_not_renewed(client: TestClient, sign_in: SignIn) -> None:
    assert client.post("/api/auth/refresh", headers=sign_in("viewer")).status_code == 409


def test_a_session_that_ran_out_is_neither_shown_nor_kept(ada: Person) -> None:
    header = ada.enter("old")
    with unit_of_work() as session:
        session.execute(update(UserSession).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert ada.sessions(header) == []
    ada.enter()
    with unit_of_work() as session:
        assert session.scalars(select(UserSession.user_agent)).all() == [FIREFOX]


def test_use_is_noted_to_the_minute(ada: Person) -> None:
    header = ada.enter()
    with unit_of_work() as session:
        before = datetime.now(UTC) - timedelta(minutes=5)
        session.execute(update(UserSession).values(last_seen_at=before, source_ip="192.0.2.1"))
    (one,) = ada.sessions(header)
    assert (one["source_ip"], one["last_seen_at"] > before.isoformat()) == ("testclient", True)


def test_an_api_token_ends_no_session(ada: Person) -> None:
    header = ada.enter()
    made = ada.ask(header, "POST", "/api/auth/tokens", json={"name": "t", "scope": ["read"]}).json()["token"]
    token = {"Authorization": f"Bearer {made}"}
    assert len(ada.sessions(token)) == 1
    for method, path in (("DELETE", f"/api/users/{ada.id}/sessions"), ("POST", "/api/auth/refresh")):
        assert ada.ask(token, method, path).status_code == 403


def test_sessions_go_with_their_user(ada: Person, sign_in: SignIn) -> None:
    header = ada.enter()
    assert ada.ask(sign_in("admin"), "DELETE", f"/api/users/{ada.id}").status_code == 204
    assert ada.alive(header) == [False]
    with unit_of_work() as session:
        assert (session.scalars(select(UserSession)).all(), session.get(User, ada.id)) == ([], None)
