"""How often, how large and how deep: over the limit a client is told so, as a problem document."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from redis.exceptions import ConnectionError as RedisConnectionError
from starlette.testclient import TestClient

from app.api import dependencies, limits
from app.core import pace
from app.core.config import Settings, get_settings
from app.main import create_app

Header = dict[str, str]
SignIn = Callable[..., Header]
Limit = Callable[..., None]


@pytest.fixture
def rates(monkeypatch: pytest.MonkeyPatch) -> Limit:
    def make(caller: int = 0, address: int = 0) -> None:
        changed = get_settings().model_copy(update={"rate_per_caller": caller, "rate_per_address": address})
        monkeypatch.setattr(dependencies, "get_settings", lambda: changed)

    return make


def asked(client: TestClient, header: Header, times: int, path: str = "/api/auth/me") -> list[int]:
    return [client.get(path, headers=header).status_code for _ in range(times)]


def test_over_the_rate_a_caller_is_told_when_to_come_again(client: TestClient, sign_in: SignIn, rates: Limit) -> None:
    rates(caller=3)
    ada, bob = sign_in("viewer"), sign_in("viewer")
    assert asked(client, ada, 3) == [200] * 3
    refused = client.get("/api/auth/me", headers=ada)
    assert (refused.status_code, refused.json()["status"]) == (429, 429)
    assert refused.headers["content-type"] == "application/problem+json"
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert asked(client, bob, 3) == [200] * 3  # everybody has their own


def test_an_api_token_is_counted_apart_from_its_user(client: TestClient, sign_in: SignIn, rates: Limit) -> None:
    ada = sign_in("viewer")
    made = client.post("/api/auth/tokens", json={"name": "t", "scope": ["read"]}, headers=ada).json()["token"]
    rates(caller=2)
    assert asked(client, {"Authorization": f"Bearer {made}"}, 3) == [200, 200, 429]
    assert asked(client, ada, 2) == [200, 200]


def test_an_address_is_counted_whoever_it_says_it_is(client: TestClient, sign_in: SignIn, rates: Limit) -> None:
    header = sign_in("viewer")
    rates(address=4)
    assert asked(client, {"Authorization": "Bearer guess"}, 2) == [401, 401]
    assert client.post("/api/auth/login", json={"username": "x", "password": "y"}).status_code == 401
    assert asked(client, header, 2) == [200, 429]
    assert client.post("/api/auth/login", json={"username": "x", "password": "y"}).status_code == 429
    assert client.get("/api/reports/shared/abc").status_code == 429
    assert asked(client, {}, 1, "/api/health") == [200]  # who watches over the service is never refused


@pytest.fixture
def redis_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    tried: list[str] = []

    def away(key: str, window: int = 0) -> Any:
        tried.append(key)
        raise RedisConnectionError

    monkeypatch.setattr(pace, "counted", away)
    yield tried
    monkeypatch.setattr(pace, "_away_until", 0.0)


def test_without_redis_nobody_is_refused_and_it_is_left_alone(
    client: TestClient, sign_in: SignIn, rates: Limit, redis_away: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rates(caller=1, address=1)
    header = sign_in("viewer")
    assert asked(client, header, 3) == [200] * 3
    assert len(redis_away) == 1
    monkeypatch.setattr(pace, "_away_until", time.monotonic())
    assert asked(client, header, 1) == [200]
    assert len(redis_away) == 2


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        ({"url": "/api/meta?q=" + "x" * 17_000}, 414),
        ({"url": "/api/" + "x" * 17_000}, 414),
        ({"url": "/api/meta", "headers": {"X-Much": "x" * 33_000}}, 431),
        ({"url": "/api/meta", "headers": {f"X-{n}": "x" * 1000 for n in range(40)}}, 431),
    ],
)
def test_a_head_over_the_limit_is_refused(client: TestClient, ask: dict[str, Any], status: int) -> None:
    answer = client.get(**ask)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"


def nested(depth: int, opening: str = "[", closing: str = "]") -> str:
    return opening * depth + closing * depth


@pytest.mark.parametrize("path", ["/api/query", "/api/auth/login", "/api/reports/generate", "/api/views"])
@pytest.mark.parametrize("body", [nested(65), nested(65, '{"a":', "}").replace(":}", ":1}"), "[" * 100_000])
def test_json_that_nests_too_deep_is_refused(client: TestClient, sign_in: SignIn, path: str, body: str) -> None:
    header = sign_in("admin") | {"Content-Type": "application/json"}
    answer = client.post(path, content=body, headers=header)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body")
    assert "nest" in answer.json()["detail"]


def test_brackets_within_texts_are_text(client: TestClient, sign_in: SignIn) -> None:
    sent = {"username": nested(90), "password": "[{" * 300 + '"\\"['}
    assert client.post("/api/auth/login", json=sent).status_code == 401
    assert client.post("/api/auth/login", data=sent).status_code == 401


@given(
    st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
)
def test_what_is_not_deep_is_never_refused(value: Any) -> None:
    assert not limits.too_deep(json.dumps([value] * 3).encode())


@pytest.mark.parametrize("text", ['\\"' * 300_000, '"' * 500_000, '"\\' * 300_000, "[{" * 60 + '"' + "\\" * 500_000])
def test_measuring_depth_takes_no_longer_than_the_text_is_long(text: str) -> None:
    began = time.process_time()
    limits.too_deep(b"[" * 65 + b"]" * 65 + text.encode())
    limits.too_deep(text.encode() + b"[]" * 65)
    assert time.process_time() - began < 5


def test_a_foreign_origin_is_let_in_only_where_it_is_named(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(
        "app.main.get_settings", lambda: get_settings().model_copy(update={"cors_origins": ("https://ours.example",)})
    )
    client = TestClient(create_app())

    def preflight(origin: str, method: str = "PUT", header: str = "authorization") -> Any:
        asks = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": header}
        return client.options("/api/users/1", headers={"Origin": origin, **asks})

    assert preflight("https://ours.example").headers["access-control-allow-origin"] == "https://ours.example"
    assert "access-control-allow-credentials" not in preflight("https://ours.example").headers
    assert "access-control-allow-origin" not in preflight("https://ours.example.evil.example").headers
    assert preflight("https://ours.example", method="TRACE").status_code == 400
    assert preflight("https://ours.example", header="x-anything").status_code == 400
    assert (
        "access-control-allow-origin"
        not in TestClient(create_app()).get("/api/health", headers={"Origin": "null"}).headers
    )


@pytest.mark.parametrize("origin", ["*", "null", "https://a.example/", "ftp://a.example", "https://a.example/x", "a.b"])
def test_an_origin_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("CORS_ORIGINS", f"https://good.example,{origin}")
    with pytest.raises(ValidationError, match="no origin"):
        Settings()
