"""A second factor: asked for once it is set up, good once, spare codes for who lost it, wanted of administrators."""

import base64
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.core import totp
from app.db.session import unit_of_work
from app.models.models import AuditEntry, SecondFactor

Header = dict[str, str]
SignIn = Callable[..., Header]
PASSWORD = "correct horse battery"
RFC = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
     (2000000000, "279037"), (20000000000, "353130")],
)  # fmt: skip
def test_the_codes_are_those_of_the_standard(seconds: int, expected: str) -> None:
    """RFC 6238, appendix B, the last six of its eight digits."""
    assert totp.code(RFC, seconds // 30) == expected


def test_a_clock_may_be_a_step_off_and_no_code_is_good_twice() -> None:
    step, now = 1_000_000, 1_000_000 * 30.0 + 12
    near = [totp.matching_step(RFC, totp.code(RFC, step + off), now, 0) for off in (-2, -1, 0, 1, 2)]
    assert near == [None, step - 1, step, step + 1, None]
    assert totp.matching_step(RFC, totp.code(RFC, step), now, after=step) is None


class Person:
    """Somebody with an app that makes codes."""

    def __init__(self, client: TestClient, header: Header, name: str) -> None:
        self.client, self.header, self.name = client, header, name
        self.secret, self.ahead = "", 0

    def ask(self, method: str, path: str, status: int, body: Any = None) -> Any:
        answer = self.client.request(method, path, headers=self.header, json=body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def code(self) -> str:
        """A code that was not used yet: of this step, then of the next."""
        made = totp.code(self.secret, int(time.time() // 30) + self.ahead)
        self.ahead += 1
        return made

    def set_up(self) -> list[str]:
        self.secret = self.ask("POST", "/api/auth/second-factor", 201, {"current_password": PASSWORD})["secret"]
        answer = self.ask("POST", "/api/auth/second-factor/confirm", 200, {"code": self.code()})
        return list(answer["codes"])

    def enter(self, **also: str) -> Any:
        return self.client.post("/api/auth/login", json={"username": self.name, "password": PASSWORD, **also})


@pytest.fixture
def ada(client: TestClient, sign_in: SignIn) -> Person:
    return Person(client, sign_in("admin", "ada"), "ada")


def test_once_set_up_a_code_is_asked_for(ada: Person) -> None:
    assert ada.ask("GET", "/api/auth/second-factor", 200)["is_on"] is False
    ada.set_up()
    assert ada.ask("GET", "/api/auth/second-factor", 200)["recovery_codes_left"] == 10
    refused = ada.enter()
    assert (refused.status_code, refused.json()["second_factor"]) == (401, "required")
    code = ada.code()
    assert ada.enter(otp=f"{code[:3]} {code[3:]}").status_code == 200
    again = ada.enter(otp=code)
    assert (again.status_code, again.json()["second_factor"]) == (401, "wrong")


def test_an_offer_that_was_not_confirmed_asks_for_nothing_and_is_made_anew(ada: Person) -> None:
    first = ada.ask("POST", "/api/auth/second-factor", 201, {"current_password": PASSWORD})
    assert ada.enter().status_code == 200
    second = ada.ask("POST", "/api/auth/second-factor", 201, {"current_password": PASSWORD})
    assert first["secret"] != second["secret"]
    ada.secret = first["secret"]
    ada.ask("POST", "/api/auth/second-factor/confirm", 422, {"code": ada.code()})
    assert ada.enter().status_code == 200


def test_the_offer_is_what_an_app_reads_and_the_secret_is_stored_encrypted(ada: Person) -> None:
    made = ada.ask("POST", "/api/auth/second-factor", 201, {"current_password": PASSWORD})
    assert made["address"].startswith("otpauth://totp/WorkSpaces%20Inventory:ada?secret=" + made["secret"])
    assert made["qr"].startswith("data:image/svg+xml")
    with unit_of_work() as session:
        assert made["secret"] not in session.scalars(select(SecondFactor.secret_encrypted)).one()


def test_a_recovery_code_opens_the_door_once(ada: Person) -> None:
    codes = ada.set_up()
    assert len(set(codes)) == 10
    assert ada.enter(otp=codes[3].upper()).status_code == 200
    assert ada.enter(otp=codes[3]).status_code == 401
    assert ada.ask("GET", "/api/auth/second-factor", 200)["recovery_codes_left"] == 9
    with unit_of_work() as session:
        told = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "auth.recovery_code")).one()
        assert not any(code in str(session.scalars(select(AuditEntry.detail)).all()) for code in codes)
    assert told == {"recovery_codes_left": 9}


def test_the_wrong_password_says_nothing_of_a_second_factor(ada: Person) -> None:
    ada.set_up()
    answer = ada.client.post("/api/auth/login", json={"username": "ada", "password": "wrong", "otp": ada.code()})
    assert (answer.status_code, "second_factor" in answer.json()) == (401, False)


def test_guessing_codes_is_throttled_as_guessing_passwords_is(ada: Person) -> None:
    ada.set_up()
    assert [ada.enter(otp="000000").status_code for _ in range(10)] == [401] * 10
    assert ada.enter(otp=ada.code()).status_code == 429


@pytest.mark.parametrize("path", ["", "/remove"])
def test_the_password_is_needed_to_change_it(ada: Person, path: str) -> None:
    wrong = ada.ask("POST", f"/api/auth/second-factor{path}", 422, {"current_password": "wrong"})
    assert wrong["errors"][0]["field"] == "current_password"


def test_it_is_taken_away_with_the_password_or_by_an_administrator(ada: Person, sign_in: SignIn) -> None:
    ada.set_up()
    ada.ask("POST", "/api/auth/second-factor", 409, {"current_password": PASSWORD})
    ada.ask("POST", "/api/auth/second-factor/remove", 204, {"current_password": PASSWORD})
    assert ada.enter().status_code == 200
    ada.set_up()
    number = ada.ask("GET", "/api/auth/me", 200)["id"]
    ada.ask("DELETE", f"/api/users/{number}/second-factor", 409)
    other = sign_in("admin")
    assert [
        ada.client.delete(f"/api/users/{number}/second-factor", headers=other).status_code for _ in range(2)
    ] == [204, 404]  # fmt: skip
    assert ada.enter().status_code == 200


def test_an_api_token_cannot_touch_it(ada: Person) -> None:
    made = ada.ask("POST", "/api/auth/tokens", 201, {"name": "t", "scope": ["read", "admin"]})["token"]
    ada.header = {"Authorization": f"Bearer {made}"}
    ada.ask("POST", "/api/auth/second-factor", 403, {"current_password": PASSWORD})
    ada.ask("GET", "/api/auth/second-factor", 403)


def test_administrators_without_one_only_read_where_the_setting_wants_it(ada: Person, sign_in: SignIn) -> None:
    ada.ask("PUT", "/api/admin/config", 200, {"second_factor_for_admins": True})
    me = ada.ask("GET", "/api/auth/me", 200)
    assert (me["permissions"], me["second_factor_needed"]) == (["read"], True)
    ada.ask("GET", "/api/users", 403)
    ada.ask("GET", "/api/workspaces", 200)
    ada.ask("POST", "/api/auth/tokens", 422, {"name": "t", "scope": ["admin"]})
    ada.set_up()
    ada.ask("GET", "/api/users", 200)
    entered = ada.enter(otp=ada.code()).json()["user"]
    assert ("admin" in entered["permissions"], entered["second_factor_needed"]) == (True, False)
    viewer = ada.client.get("/api/auth/me", headers=sign_in("viewer")).json()
    assert (viewer["permissions"], viewer["second_factor_needed"]) == (["read"], False)
