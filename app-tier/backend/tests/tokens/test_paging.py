"""Lists without a dataset are paged by cursor as well, in any order, with unknown values last."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.db.session import get_engine

Walk = Callable[..., list[Any]]


@pytest.fixture
def walk(client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Walk:
    header = sign_in("admin", "zoe", full_name="Zoe")

    def pages(path: str, key: str, limit: int = 2) -> list[Any]:
        """The key of every item, page by page."""
        found: list[Any] = []
        cursor = ""
        while cursor is not None:
            more = f"&cursor={cursor}" if cursor else ""
            answer = client.get(f"{path}&limit={limit}{more}", headers=header)
            assert answer.status_code == 200, answer.text
            found += [item[key] for item in answer.json()["items"]]
            cursor = answer.json()["next_cursor"]
        return found

    return pages


@pytest.fixture
def people(walk: Walk, sign_in: Callable[..., dict[str, str]]) -> None:
    for name, full_name, role in [("ada", None, "viewer"), ("bob", "Same", "operator"), ("cid", "Same", "viewer"),
                                  ("dan", None, "viewer"), ("eva", "Aaa", "operator")]:  # fmt: skip
        sign_in(role, name, full_name=full_name)


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("username", ["ada", "bob", "cid", "dan", "eva", "zoe"]),
        ("-username", ["zoe", "eva", "dan", "cid", "bob", "ada"]),
        ("full_name,-username", ["eva", "cid", "bob", "zoe", "dan", "ada"]),
        ("-full_name", ["zoe", "bob", "cid", "eva", "ada", "dan"]),
        ("role,created_at", ["zoe", "bob", "eva", "ada", "cid", "dan"]),
        ("-is_active,last_login_at", ["zoe", "ada", "bob", "cid", "dan", "eva"]),
    ],
)
def test_users_page_by_page_are_the_users(people: None, walk: Walk, sort: str, names: list[str]) -> None:
    assert walk(f"/api/users?sort={sort}", "username") == names
    assert walk(f"/api/users?sort={sort}", "username", limit=500) == names


def test_accounts_and_schedules_too(walk: Walk) -> None:
    with get_engine().begin() as connection:
        connection.execute(text("insert into aws_accounts (account_id, name, kind) select lpad(n::text, 12, '1'), "
                                "'same', 'role' from generate_series(1, 4) n"))  # fmt: skip
        connection.execute(text("insert into schedules (name, interval_minutes) select 's' || n, 60 "
                                "from generate_series(1, 5) n"))  # fmt: skip
    assert len(set(walk("/api/admin/accounts?sort=name", "id"))) == 5
    assert walk("/api/admin/schedules?", "name") == ["s1", "s2", "s3", "s4", "s5"]


def test_a_cursor_of_another_order_or_beside_an_offset_is_refused(
    people: None, client: TestClient, sign_in: Callable[..., dict[str, str]]
) -> None:
    header = sign_in("admin")
    cursor = client.get("/api/users?limit=1", headers=header).json()["next_cursor"]
    for query in (f"sort=email&cursor={cursor}", f"offset=1&cursor={cursor}", "cursor=nope"):
        answer = client.get(f"/api/users?{query}", headers=header)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "cursor"
