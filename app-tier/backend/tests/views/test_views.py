"""/api/views: whose they are, who may change them, and that sharing one shows nobody's rows."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.query.conftest import stored  # noqa: F401 - a small fleet

Header = dict[str, str]
PLAN = {"dataset": "workspaces", "filters": [{"field": "state", "value": "AVAILABLE"}]}


class Person:
    """Somebody who is signed in."""

    def __init__(self, client: TestClient, header: Header) -> None:
        self._client, self._header = client, header

    def ask(self, method: str, path: str = "", body: Any = None, status: int = 200) -> Any:
        sent = {} if body is None else {"json": body}
        answer = self._client.request(method, f"/api/views{path}", headers=self._header, **sent)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def save(self, name: str, status: int = 201, **more: Any) -> Any:
        return self.ask("POST", "", {"name": name, "plan": PLAN, **more}, status)

    def names(self, query: str = "") -> list[str]:
        return [view["name"] for view in self.ask("GET", query)["items"]]


@pytest.fixture
def person(client: TestClient, sign_in: Callable[..., Header]) -> Callable[..., Person]:
    return lambda role="viewer", **columns: Person(client, sign_in(role, **columns))


def test_a_view_comes_back_as_it_was_saved(person: Callable[..., Person]) -> None:
    ada = person(username="ada")
    made = ada.save("Running", columns=["user_name", "tag.department"], density="compact")
    read = ada.ask("GET", f"/{made['id']}")
    assert read == made
    assert (read["name"], read["dataset"], read["columns"], read["density"], read["owner"]) == (
        "Running", "workspaces", ["user_name", "tag.department"], "compact", "ada"
    )  # fmt: skip
    assert read["plan"]["filters"] == [{"field": "state", "op": "eq", "value": "AVAILABLE"}]
    assert (read["is_mine"], read["may_edit"], read["is_shared"], read["is_default"]) == (True, True, False, False)


def test_private_views_are_their_owners_alone_and_shared_ones_everybodys_to_see(person: Callable[..., Person]) -> None:
    ada, bob, admin = person(), person(), person("admin")
    private, shared = ada.save("Private"), ada.save("Shared", is_shared=True)
    assert (ada.names(), bob.names(), admin.names()) == (["Private", "Shared"], ["Shared"], ["Shared"])
    for other in (bob, admin):
        other.ask("GET", f"/{private['id']}", status=404)
        other.ask("DELETE", f"/{private['id']}", status=404)
    assert bob.ask("GET", f"/{shared['id']}")["may_edit"] is False
    bob.ask("PUT", f"/{shared['id']}", {"name": "Mine now"}, status=403)
    bob.ask("DELETE", f"/{shared['id']}", status=403)
    assert admin.ask("PUT", f"/{shared['id']}", {"name": "Tidied"})["name"] == "Tidied"
    admin.ask("DELETE", f"/{shared['id']}", status=204)
    assert bob.names() == []


def test_everybody_chooses_their_own_default_one_a_dataset(person: Callable[..., Person]) -> None:
    ada, bob = person(), person()
    first = ada.save("First", is_shared=True, is_default=True)
    second = ada.save("Second")
    assert first["is_default"]
    assert bob.ask("GET", f"/{first['id']}")["is_default"] is False
    bob.ask("PUT", f"/{first['id']}/default")
    ada.ask("PUT", f"/{second['id']}/default")
    chosen = [view["name"] for view in ada.ask("GET")["items"] if view["is_default"]]
    assert chosen == ["Second"]
    assert bob.ask("GET", f"/{first['id']}")["is_default"] is True
    ada.ask("DELETE", f"/{second['id']}/default", status=204)
    assert not any(view["is_default"] for view in ada.ask("GET")["items"])


def test_a_view_that_is_shared_no_more_is_nobody_elses_default(person: Callable[..., Person]) -> None:
    ada, bob = person(), person()
    view = ada.save("First", is_shared=True)
    bob.ask("PUT", f"/{view['id']}/default")
    ada.ask("PUT", f"/{view['id']}", {"is_shared": False})
    assert bob.names() == []
    ada.ask("PUT", f"/{view['id']}", {"is_shared": True})
    assert bob.ask("GET", f"/{view['id']}")["is_default"] is False


def test_a_name_is_taken_once_a_person_and_dataset(person: Callable[..., Person]) -> None:
    ada, bob = person(), person()
    ada.save("Running")
    other = ada.save("Other")
    ada.save("running", status=409)
    ada.ask("PUT", f"/{other['id']}", {"name": "RUNNING"}, status=409)
    ada.ask("POST", "", {"name": "Running", "plan": {"dataset": "events"}}, status=201)
    bob.save("Running")
    assert ada.names("?dataset=events") == ["Running"]


def test_a_shared_view_shows_its_reader_only_their_own_accounts(
    person: Callable[..., Person], client: TestClient, sign_in: Callable[..., Header], stored: None  # noqa: F811
) -> None:  # fmt: skip
    view = person().save("All", is_shared=True, plan={"group_by": [{"field": "account_id"}]})
    header = sign_in("viewer", account_scope=["222222222222"])
    plan = client.get(f"/api/views/{view['id']}", headers=header).json()["plan"]
    assert client.post("/api/query", headers=header, json=plan).json()["rows"] == [["222222222222", 1]]


def test_only_what_can_be_asked_is_saved(person: Callable[..., Person]) -> None:
    ada = person()
    wrong = ada.save("Wrong", status=422, plan={"filters": [{"field": "nope", "value": 1}]})
    assert wrong["errors"][0]["field"] == "plan.filters.0.nope"
    assert ada.save("Wrong", status=422, columns=["nope"])["errors"][0]["field"] == "columns.0"
    assert ada.save("x" * 101, status=422)["errors"][0]["field"] == "name"
    made = ada.save("Right")
    changed = ada.ask("PUT", f"/{made['id']}", {"plan": {"dataset": "events"}}, status=422)
    assert changed["errors"][0]["field"] == "plan.dataset"
    ada.ask("GET", "/99999999999999", status=404)
    ada.ask("GET", "?cursor=other", status=422)


def test_views_page_by_cursor(person: Callable[..., Person]) -> None:
    ada = person()
    for name in "cab":
        ada.save(name)
    first = ada.ask("GET", "?limit=2")
    assert ([view["name"] for view in first["items"]], first["total"]) == (["a", "b"], 3)
    rest = ada.ask("GET", f"?limit=2&cursor={first['next_cursor']}")
    assert ([view["name"] for view in rest["items"]], rest["next_cursor"]) == (["c"], None)


def test_what_is_done_to_a_view_is_in_the_audit_log(person: Callable[..., Person]) -> None:
    from app.db.session import SessionLocal
    from app.models.models import AuditEntry

    ada = person(username="ada")
    made = ada.save("Running")
    ada.ask("PUT", f"/{made['id']}", {"name": "Idle"})
    ada.ask("DELETE", f"/{made['id']}", status=204)
    with SessionLocal() as session:
        entries = session.query(AuditEntry).order_by(AuditEntry.id).all()
    assert [(e.actor, e.action) for e in entries] == [
        ("ada", "view.create"), ("ada", "view.update"), ("ada", "view.delete")
    ]  # fmt: skip
    assert entries[1].detail == {"before": {"name": "Running"}, "after": {"name": "Idle"}}


def test_views_go_with_their_owner(person: Callable[..., Person], client: TestClient) -> None:
    ada, admin = person(username="ada"), person("admin")
    view = ada.save("Shared", is_shared=True)
    admin.ask("PUT", f"/{view['id']}/default")
    from app.db.session import unit_of_work
    from app.models.models import User

    with unit_of_work() as session:
        session.delete(session.query(User).filter_by(username="ada").one())
    assert admin.names() == []
