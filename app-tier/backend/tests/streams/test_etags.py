"""JSON answers carry an ETag, and whoever has the answer already is told so in no bytes."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.db.session import get_engine

SignIn = Callable[..., dict[str, str]]
LISTS = ("/api/workspaces", "/api/events", "/api/reports", "/api/auth/tokens", "/api/workspaces/facets?facets=state")


@pytest.mark.parametrize("path", LISTS)
def test_an_unchanged_list_is_304_without_a_body(stored: None, client: TestClient, sign_in: SignIn, path: str) -> None:
    header = sign_in("viewer")
    first = client.get(path, headers=header)
    again = client.get(path, headers={**header, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert "content-type" not in again.headers and again.headers["x-request-id"]


def test_a_change_and_another_caller_give_another_answer(stored: None, client: TestClient, sign_in: SignIn) -> None:
    header, limited = sign_in("viewer"), sign_in("viewer", account_scope=["222222222222"])
    tag = client.get("/api/workspaces", headers=header).headers["etag"]
    assert client.get("/api/workspaces", headers={**limited, "If-None-Match": tag}).status_code == 200
    with get_engine().begin() as connection:
        connection.execute(text("update workspaces set state = 'STOPPED' where workspace_id = 'ws-ada'"))
    assert client.get("/api/workspaces", headers={**header, "If-None-Match": tag}).status_code == 200
    assert client.get("/api/workspaces", headers={"If-None-Match": tag}).status_code == 401


def test_several_tags_weak_ones_and_a_star_are_understood(stored: None, client: TestClient, sign_in: SignIn) -> None:
    header = sign_in("viewer")
    tag = client.get("/api/workspaces", headers=header).headers["etag"]
    for known, status in [(f'"x", W/{tag}', 304), ("*", 304), ('"x"', 200), ("", 200), (tag.strip('"'), 200)]:
        assert client.get("/api/workspaces", headers={**header, "If-None-Match": known}).status_code == status


def test_the_form_is_part_of_what_is_cached(stored: None, client: TestClient, sign_in: SignIn) -> None:
    header = sign_in("viewer")
    answer = client.get("/api/workspaces", headers=header)
    assert answer.headers["vary"] == "Accept"
    rows = client.get(
        "/api/workspaces", headers={**header, "Accept": "text/csv", "If-None-Match": answer.headers["etag"]}
    )
    assert rows.status_code == 200


def test_an_error_has_no_tag(client: TestClient) -> None:
    answer = client.get("/api/workspaces", headers={"If-None-Match": "*"})
    assert answer.status_code == 401 and "etag" not in answer.headers
