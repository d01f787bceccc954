import logging
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy import select, update
from starlette.testclient import TestClient

from app.core.config import get_settings
from app.core.security import _passwords
from app.db.session import unit_of_work
from app.models.models import AuditEntry, RevokedToken, User
from app.services.auth import throttle

PASSWORD = "correct horse battery"
SignIn = Callable[..., dict[str, str]]


def form(client: TestClient, name: str, password: str = PASSWORD) -> object:
    return client.post("/api/auth/login", data={"username": name, "password": password})


@pytest.fixture
def ada(sign_in: SignIn) -> str:
    sign_in("operator", "Ada")
    return "Ada"


def test_a_form_and_a_json_object_both_sign_in(client: TestClient, ada: str) -> None:
    sent = {"username": ada, "password": PASSWORD}
    for kind in ("data", "json"):
        answer = client.post("/api/auth/login", **{kind: sent})
        assert answer.status_code == 200
        body = answer.json()
        assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
        assert body["user"]["username"] == "Ada"
        assert body["user"]["permissions"] == ["read", "sync", "recommendations", "send"]
        me = client.get("/api/auth/me", headers={"Authorization": f"Bearer {body['access_token']}"})
        assert me.json() == body["user"]
        assert "hash" not in me.text


def test_what_swagger_sends_signs_in(client: TestClient, ada: str) -> None:
    sent = {"grant_type": "password", "username": ada, "password": PASSWORD, "scope": "", "client_id": "x"}
    assert client.post("/api/auth/login", data=sent).status_code == 200


@pytest.mark.parametrize("name", ["ada", "ADA", " Ada ", "ada@example.com", "ADA@Example.com"])
def test_name_and_email_sign_in_in_any_case(client: TestClient, ada: str, name: str) -> None:
    assert form(client, name).status_code == 200


def test_a_sign_in_leaves_its_time_and_an_audit_row(client: TestClient, ada: str) -> None:
    answer = form(client, ada).json()
    assert answer["user"]["last_login_at"].endswith("Z")
    with unit_of_work() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.action, entry.source_ip) == ("Ada", "auth.login", "testclient")


def test_unknown_wrong_and_disabled_cannot_be_told_apart(client: TestClient, ada: str, sign_in: SignIn) -> None:
    sign_in("admin", "off", is_active=False)
    answers = [form(client, "nobody"), form(client, ada, "wrong password"), form(client, "off")]
    told = [{**a.json(), "request_id": ""} for a in answers]
    assert {a.status_code for a in answers} == {401}
    assert told[0] == told[1] == told[2]
    assert all(a.headers["www-authenticate"] == "Bearer" for a in answers)
    with unit_of_work() as session:
        reasons = [e.detail["reason"] for e in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
        actors = set(session.scalars(select(AuditEntry.actor)))
    assert reasons == ["unknown user", "wrong password", "disabled"]
    assert actors == {None}


def test_an_unknown_user_takes_as_long_as_a_wrong_password(client: TestClient, sign_in: SignIn, monkeypatch) -> None:
    monkeypatch.setattr(throttle, "PER_PAIR", 1000)
    monkeypatch.setattr(throttle, "PER_ADDRESS", 1000)
    settings = get_settings()
    slow = settings.model_copy(update={"bcrypt_rounds": 10})
    monkeypatch.setattr("app.core.security.get_settings", lambda: slow)
    _passwords.cache_clear()
    sign_in("viewer", "known")

    def timed(name: str) -> float:
        began = time.perf_counter()
        form(client, name, "wrong password")
        return time.perf_counter() - began

    timed("known"), timed("unknown")
    known, unknown = [], []
    for _ in range(12):
        known.append(timed("known"))
        unknown.append(timed("unknown"))
    _passwords.cache_clear()
    assert 0.6 < statistics.median(unknown) / statistics.median(known) < 1.6


@pytest.mark.parametrize("password", ["x" * 73, "ä" * 40, "with\0nul-inside"])
def test_passwords_that_no_hash_can_fit_are_refused_like_wrong_ones(
    client: TestClient, ada: str, password: str
) -> None:
    sent = {"username": ada, "password": password}
    assert client.post("/api/auth/login", json=sent).status_code == 401


def test_a_stored_hash_that_is_none_fits_nothing(client: TestClient, ada: str) -> None:
    with unit_of_work() as session:
        session.execute(update(User).values(hashed_password="!"))
    assert form(client, ada, "!").status_code == 401


def test_ten_failures_close_the_pair_and_only_the_pair(client: TestClient, ada: str, sign_in: SignIn) -> None:
    sign_in("viewer", "bob")
    assert [form(client, ada, "wrong password").status_code for _ in range(10)] == [401] * 10
    refused = form(client, ada)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 300
    assert refused.headers["content-type"] == "application/problem+json"
    assert form(client, "bob").status_code == 200
    elsewhere = TestClient(client.app, client=("203.0.113.9", 4711), raise_server_exceptions=False)
    assert form(elsewhere, ada).status_code == 200


def test_a_success_clears_the_pair(client: TestClient, ada: str) -> None:
    for _ in range(3):
        assert [form(client, ada, "wrong password").status_code for _ in range(9)] == [401] * 9
        assert form(client, ada).status_code == 200


def test_fifty_failures_close_the_address(client: TestClient, ada: str) -> None:
    for number in range(50):
        assert form(client, f"guess-{number}").status_code == 401
    assert form(client, ada).status_code == 429


def test_being_refused_does_not_prolong_the_refusal(client: TestClient, ada: str) -> None:
    for _ in range(10):
        form(client, ada, "wrong password")
    first = int(form(client, ada).headers["retry-after"])
    for _ in range(5):
        assert int(form(client, ada).headers["retry-after"]) <= first


def test_guesses_side_by_side_learn_no_more_than_ten_answers(db: None) -> None:
    attempt = throttle.Attempt.of("ada", "10.0.0.1")
    told = 0
    for _ in range(40):  # all of them were let in before the first had failed
        try:
            throttle.count_failure(attempt)
            told += 1
        except throttle.TooMany:
            continue
    assert told == 10


def test_an_ipv6_network_counts_as_one_and_a_mapped_address_as_itself() -> None:
    of = throttle.Attempt.of
    assert of("a", "2001:db8::1") == of("A ", "2001:db8::ffff:2")
    assert of("a", "2001:db8::1") != of("a", "2001:db8:0:1::1")
    assert of("a", "::ffff:10.0.0.1") == of("a", "10.0.0.1")
    assert of("a", None) == of("a", None)


def test_without_redis_signing_in_says_that_it_is_away(client: TestClient, ada: str, monkeypatch) -> None:
    def away(*_: object) -> None:
        raise RedisConnectionError("refused")

    monkeypatch.setattr(throttle, "get_redis", away)
    answer = form(client, ada)
    assert (answer.status_code, answer.json()["status"]) == (503, 503)
    assert answer.headers["retry-after"]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 422),
        (b"[1]", "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b"[" * 50_000, "application/json", 422),
        (b'{"username": "a"}', "application/json", 422),
        (b'{"username": "a\\u0000", "password": "x"}', "application/json", 422),
        (b'{"username": "\\ud800", "password": "x"}', "application/json", 422),
        (b'{"username": {"$ne": 1}, "password": "x"}', "application/json", 422),
        (b'{"username": ' + b"9" * 5000 + b', "password": "x"}', "application/json", 422),
        (b"username=a", "application/x-www-form-urlencoded", 422),
        (b"username=%00&password=x", "application/x-www-form-urlencoded", 422),
        (b"username=%ff%fe&password=x", "application/x-www-form-urlencoded", 401),
        (b"&" * 5000, "application/x-www-form-urlencoded", 422),
        (b"a=1&" * 500, "application/x-www-form-urlencoded", 422),
        (b"junk", "multipart/form-data; boundary=x", 422),
        (b"junk", "multipart/form-data", 422),
        (b"<a/>", "application/xml", 415),
        (b"x", "", 415),
    ],
)
def test_a_body_that_is_none_is_a_problem(client: TestClient, content: bytes, kind: str, status: int) -> None:
    answer = client.post("/api/auth/login", content=content, headers={"Content-Type": kind})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def test_signing_out_ends_this_session_only(client: TestClient, ada: str) -> None:
    one, two = ({"Authorization": f"Bearer {form(client, ada).json()['access_token']}"} for _ in range(2))
    assert client.post("/api/auth/logout", headers=one).status_code == 204
    assert client.get("/api/auth/me", headers=one).status_code == 401
    assert client.post("/api/auth/logout", headers=one).status_code == 401
    assert client.get("/api/auth/me", headers=two).status_code == 200


def test_signed_out_tokens_are_forgotten_when_they_have_expired(client: TestClient, sign_in: SignIn) -> None:
    with unit_of_work() as session:
        session.add(RevokedToken(jti="old", expires_at=datetime(2020, 1, 1, tzinfo=UTC)))
    client.post("/api/auth/logout", headers=sign_in("viewer"))
    with unit_of_work() as session:
        assert "old" not in session.scalars(select(RevokedToken.jti)).all()


def test_changing_the_password_ends_every_session(client: TestClient, ada: str) -> None:
    one, two = ({"Authorization": f"Bearer {form(client, ada).json()['access_token']}"} for _ in range(2))
    sent = {"current_password": PASSWORD, "new_password": "a quite different one"}
    assert client.post("/api/auth/password", json=sent, headers=one).status_code == 204
    assert client.get("/api/auth/me", headers=one).status_code == 401
    assert client.get("/api/auth/me", headers=two).status_code == 401
    assert form(client, ada).status_code == 401
    assert form(client, ada, "a quite different one").status_code == 200


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("not it, sorry", "a quite different one", "current_password"),
        (PASSWORD, PASSWORD, "new_password"),
        (PASSWORD, "short", "new_password"),
        (PASSWORD, "Password", "new_password"),
        (PASSWORD, "ada@example.com", "new_password"),
        (PASSWORD, "ä" * 37, "new_password"),
    ],
)
def test_a_new_password_that_does_not_do_names_the_field(
    client: TestClient, sign_in: SignIn, current: str, new: str, field: str
) -> None:
    header = sign_in("viewer", "Ada")
    answer = client.post("/api/auth/password", json={"current_password": current, "new_password": new}, headers=header)
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == [field]
    assert new not in answer.text
    assert client.get("/api/auth/me", headers=header).status_code == 200


def test_the_current_password_cannot_be_guessed_with_a_stolen_token(client: TestClient, sign_in: SignIn) -> None:
    header = sign_in("viewer")
    sent = {"current_password": "not it, sorry", "new_password": "a quite different one"}
    codes = [client.post("/api/auth/password", json=sent, headers=header).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer x", "Basic YTpi", "Bearer a.b.c", "Bearer " + "x" * 9000]
)
def test_no_valid_token_is_401(client: TestClient, header: str | None) -> None:
    answer = client.get("/api/auth/me", headers={} if header is None else {"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_no_secret_is_logged(client: TestClient, ada: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = form(client, ada).json()["access_token"]
    form(client, ada, "a wrong but telling one")
    headers = {"Authorization": f"Bearer {token}"}
    client.post("/api/auth/password", json={"current_password": PASSWORD, "new_password": "s"}, headers=headers)
    client.post("/api/auth/logout", headers=headers)
    logged = "\n".join(str(vars(record)) for record in caplog.records)
    assert "/api/auth/login" in logged
    for secret in (PASSWORD, "a wrong but telling one", token, "$2b$"):
        assert secret not in logged
