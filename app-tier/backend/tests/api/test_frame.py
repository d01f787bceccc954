"""What is around every request: problem documents, ids, limits, and bodies that are none."""

import json
import logging
from collections.abc import Callable

import pytest
from fastapi import APIRouter, FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2.errors import NotNullViolation, UniqueViolation
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.testclient import TestClient

from app.api.dependencies import SessionDep
from app.core import problems
from app.main import app, create_app

Header = dict[str, str]
USER = b'{"username": "x1", "email": "x@example.com", "password": "a good long one", "full_name": %s}'


@pytest.fixture
def admin(sign_in: Callable[..., Header]) -> Header:
    return sign_in("admin") | {"Content-Type": "application/json"}


def is_problem(answer: object, status: int) -> dict[str, object]:
    body = answer.json()
    assert (answer.status_code, body["status"]) == (status, status), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "instance", "request_id"} <= body.keys()
    assert body["request_id"] == answer.headers["x-request-id"]
    assert "Traceback" not in answer.text
    return dict(body)


def failing(error: Exception) -> TestClient:
    made = create_app()
    router = APIRouter()

    @router.get("/fail")
    def fail() -> None:
        raise error

    made.include_router(router, prefix="/api")
    return TestClient(made, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (problems.Unauthorized("no"), 401),
        (problems.Forbidden("no"), 403),
        (problems.NotFound("no"), 404),
        (problems.Conflict("no", extra={"sync_id": 3}), 409),
        (problems.TooLarge("no"), 413),
        (problems.invalid("a", "no"), 422),
        (problems.TooMany("no", retry_after=7), 429),
        (problems.Unavailable("no"), 503),
        (OperationalError("select 1", {}, Exception("connection refused")), 503),
        (PoolTimeout("pool"), 503),
        (RedisConnectionError("refused"), 503),
        (IntegrityError("insert", {}, UniqueViolation("duplicate key")), 500),
        (IntegrityError("insert", {}, NotNullViolation("null")), 500),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"), 422),
        (RuntimeError("the secret of the house"), 500),
        (RecursionError("too deep"), 500),
    ],
)
def test_every_error_is_a_problem_document(error: Exception, status: int) -> None:
    answer = failing(error).get("/api/fail")
    body = is_problem(answer, status)
    assert "the secret of the house" not in answer.text
    assert ("retry-after" in answer.headers) == (status in (429, 503))
    if isinstance(error, problems.Conflict):
        assert body["sync_id"] == 3
    if isinstance(error, problems.TooMany):
        assert answer.headers["retry-after"] == "7"


@pytest.fixture
def broken() -> TestClient:
    """Made before the test's log is captured: making an application configures the log anew."""
    return failing(RuntimeError("boom"))


def test_an_unforeseen_error_is_in_the_log_under_the_callers_id(
    broken: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = broken.get("/api/fail", headers={"X-Request-ID": "find-me"})
    assert is_problem(answer, 500)["request_id"] == "find-me"
    [record] = [record for record in caplog.records if record.message == "unhandled error"]
    assert record.exc_info is not None
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_duplicate_that_nobody_foresaw_is_a_conflict(db: None) -> None:
    made: FastAPI = create_app()

    @made.get("/api/twice")
    def twice(session: SessionDep) -> None:
        for _ in range(2):
            session.execute(text("insert into revoked_tokens values ('same', now())"))

    is_problem(TestClient(made, raise_server_exceptions=False).get("/api/twice"), 409)


def test_a_wrong_method_names_the_right_ones(client: TestClient) -> None:
    answer = client.put("/api/health")
    is_problem(answer, 405)
    assert answer.headers["allow"] == "GET"


def test_a_body_over_the_limit_is_413_declared_or_not(client: TestClient, admin: Header) -> None:
    declared = client.post("/api/users", content=b" " * 1_048_577, headers=admin)
    is_problem(declared, 413)
    streamed = client.post("/api/users", content=(b" " * 65_536 for _ in range(20)), headers=admin)
    is_problem(streamed, 413)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    is_problem(client.post("/api/auth/login", content=b"a" * 1_048_577, headers=form), 413)


DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null", b"[]", b"1", b'"x"', b"\xff\xfe\x00", b"\x00", b"{}" * 2, b"NaN", b"-Infinity", DEEP,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        USER % DEEP, USER % (b"9" * 5000), USER % b'"\\u0000"', USER % b'"\\ud800"', USER % b"1e400", USER % b"NaN",
        b'{"\\ud800": 1}', b'{"' + b"k" * 50_000 + b'": 1}', b'{"account_scope": [' + b'"x",' * 2000 + b'"x"]}',
        json.dumps({"username": "a", "email": "e" * 100_000 + "@example.com", "password": "p" * 100_000}).encode(),
    ],
    ids=range(23),
)  # fmt: skip
@pytest.mark.parametrize("path", ["/api/users", "/api/admin/accounts", "/api/auth/password", "/api/auth/login"])
def test_a_body_that_does_not_fit_is_422(client: TestClient, admin: Header, path: str, content: bytes) -> None:
    answer = client.post(path, content=content, headers=admin)
    read = path == "/api/auth/login" and answer.status_code == 401  # a member that the sign-in ignores
    is_problem(answer, 401 if read and b"full_name" in content else 422)
    assert len(answer.content) < 20_000


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data", "", "application/json; charset=\xff"]
)
def test_another_content_type_is_no_json(client: TestClient, admin: Header, kind: str) -> None:
    content = USER % b"null"
    answer = client.post("/api/users", content=content, headers=admin | {"Content-Type": kind.encode("latin-1")})
    assert answer.status_code in (201, 422)
    assert (answer.status_code == 201) == kind.startswith("application/json")


@pytest.mark.parametrize(
    "path", ["/api/users/%00", "/api/users/1%0d%0aX: y", "/api/%ff%fe", "/api/users/" + "9" * 5000, "/api//users"]
)
def test_a_path_that_is_none_is_a_client_error(client: TestClient, admin: Header, path: str) -> None:
    answer = client.get(path, headers=admin)
    assert answer.status_code in (404, 422)
    is_problem(answer, answer.status_code)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=8,
    )
    | st.dictionaries(
        st.sampled_from(["username", "email", "password", "full_name", "role", "is_active", "account_scope", "name",
                         "role_arn", "regions", "external_id", "access_key_id", "secret_access_key"]),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text(), max_size=3),
    )
)  # fmt: skip
@settings(max_examples=60)
def test_no_json_makes_the_server_fail(client: TestClient, admin: Header, value: object) -> None:
    content = json.dumps(value)
    for path in ("/api/users", "/api/admin/accounts"):
        answer = client.post(path, content=content, headers=admin)
        assert answer.status_code in (201, 409, 422), answer.text
    assert client.put("/api/users/999999", content=content, headers=admin).status_code in (404, 422)


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=60)
def test_no_query_makes_the_server_fail(client: TestClient, admin: Header, name: str, value: str) -> None:
    parameters = {"q": value, "sort": name, name: value}
    try:
        json.dumps(parameters, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return
    for path in ("/api/users", "/api/admin/accounts", "/api/admin/audit"):
        assert client.get(path, params=parameters, headers=admin).status_code in (200, 422)


def test_every_answer_carries_an_id_and_safe_headers(client: TestClient) -> None:
    for path, status in (("/api/health", 200), ("/api/nowhere", 404), ("/api/auth/me", 401)):
        answer = client.get(path)
        assert answer.status_code == status
        assert answer.headers["x-request-id"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_every_request_is_one_line_in_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "app.access")
    client.get("/api/meta?token=secret")
    [record] = [record for record in caplog.records if record.name == "app.access"]
    assert (record.method, record.path, record.status) == ("GET", "/api/meta", 200)
    assert "secret" not in str(vars(record))


def test_the_documentation_says_that_errors_are_problem_documents() -> None:
    document = app.openapi()
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for path in document["paths"].values():
        for operation in path.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]
    login = document["paths"]["/api/auth/login"]["post"]["requestBody"]["content"]
    assert set(login) == {"application/json", "application/x-www-form-urlencoded"}
