"""The time machine as a client sees it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.events.conftest import HOME, NOW, REGION

Get = Callable[..., Any]
FIRST, THEN = NOW - timedelta(days=20), NOW - timedelta(days=10)
OTHER = "222222222222"


def iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def get(db: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Get:
    """Four WorkSpaces: ada's changed on day 10, bob's went then, cid's came then, fay's is in another account."""
    from app.db.session import unit_of_work
    from app.models.models import AwsAccount, Directory, Workspace, WorkspaceChange

    place = {"account_id": HOME, "region": REGION}
    ada, bob, cid = ({**place, "workspace_id": f"ws-{name}"} for name in ("ada", "bob", "cid"))
    plain = {"state": "AVAILABLE", "first_seen_at": FIRST}
    with unit_of_work() as session:
        session.add(AwsAccount(account_id=HOME, name="Payer", kind="home"))
        session.add(Directory(**place, directory_id="d-1", directory_name="corp"))
        mode = {"running_mode": "ALWAYS_ON", "directory_id": "d-1", "tags": {"department": "IT"}}
        session.add(Workspace(**ada, **plain, user_name="ada", **mode))
        ended = {"state": "TERMINATED", "terminated_at": THEN, "terminated_by": "eva", "first_seen_at": FIRST}
        session.add(Workspace(**bob, **ended, user_name="bob"))
        session.add(Workspace(**cid, state="AVAILABLE", first_seen_at=THEN, user_name="cid", created_by="eva",
                              created_at=THEN - timedelta(minutes=5)))  # fmt: skip
        session.add(Workspace(account_id=OTHER, region=REGION, workspace_id="ws-fay", **plain, user_name="fay"))
        session.add_all(
            WorkspaceChange(**where, changed_at=THEN, field=field, before=before, after=after, **who)
            for where, field, before, after, who in (
                (ada, "running_mode", "AUTO_STOP", "ALWAYS_ON", {"changed_by": "eva", "event_id": "e-1"}),
                (ada, "tags", {"department": "Finance"}, {"department": "IT"}, {}),
                (bob, "retired", None, None, {}),
                (bob, "state", "STOPPED", "TERMINATED", {}),
                (cid, "created", None, None, {}),
            )
        )
        session.add(WorkspaceChange(**ada, changed_at=FIRST, field="created"))
    headers = sign_in("viewer")

    def fetch(path: str, status: int = 200, headers: dict[str, str] = headers, plan: Any = None) -> Any:
        made = {"headers": headers}
        answer = client.post(path, json=plan, **made) if plan is not None else client.get(path, **made)
        assert answer.status_code == status, answer.text
        return answer.json()

    return fetch


BEFORE = iso(THEN - timedelta(days=1))


def users(page: Any) -> list[str]:
    return [item["user_name"] for item in page["items"]]


def test_the_fleet_at_a_past_time(get: Get) -> None:
    page = get(f"/api/fleet?as_of={BEFORE}")
    assert (users(page), page["total"]) == (["ada", "bob", "fay"], 3)
    ada, bob, _ = page["items"]
    assert (ada["running_mode"], ada["tags"], ada["directory_name"], ada["account_name"]) == (
        "AUTO_STOP", {"department": "Finance"}, "corp", "Payer"
    )  # fmt: skip
    assert (bob["state"], bob["certainty"]) == ("STOPPED", "observed")
    assert users(get("/api/fleet")) == ["ada", "cid", "fay"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("running_mode=AUTO_STOP", ["ada"]),
        ("tag.department=Finance", ["ada"]),
        ("state=STOPPED", ["bob"]),
        (f"account_id={OTHER}", ["fay"]),
        ("q=FAY", ["fay"]),
        ("directory_name=corp", ["ada"]),
        ("sort=-user_name&limit=2", ["fay", "bob"]),
    ],
)
def test_filters_apply_to_what_was_then(get: Get, query: str, expected: list[str]) -> None:
    assert users(get(f"/api/fleet?as_of={BEFORE}&{query}")) == expected


def test_pages_by_cursor_and_facets_at_a_past_time(get: Get) -> None:
    first = get(f"/api/fleet?as_of={BEFORE}&limit=2")
    rest = get(f"/api/fleet?as_of={BEFORE}&limit=2&cursor={first['next_cursor']}")
    assert users(first) + users(rest) == ["ada", "bob", "fay"]
    facets = get(f"/api/fleet/facets?as_of={BEFORE}&facets=state,account_name")
    assert {v["value"]: v["count"] for v in facets["facets"][0]["values"]} == {"AVAILABLE": 2, "STOPPED": 1}
    assert facets["total"] == 3


def test_a_time_before_the_first_sync_is_refused_and_says_since_when(get: Get) -> None:
    for path in ("/api/fleet?as_of=2020-01-01", "/api/fleet/changes?since=2020-01-01"):
        error = get(path, 422)["errors"][0]
        assert iso(FIRST) in error["message"]
    get("/api/query", 422, plan={"dataset": "fleet", "as_of": "2020-01-01T00:00:00Z"})


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (f"/api/fleet?as_of={iso(NOW + timedelta(days=2))}", "as_of"),
        ("/api/fleet?as_of=yesterday", "as_of"),
        (f"/api/fleet/changes?since={iso(NOW)}&as_of={iso(THEN)}", "since"),
        (f"/api/fleet?since={iso(THEN)}", "since"),
        (f"/api/workspaces?as_of={iso(THEN)}", "as_of"),
        (f"/api/workspaces/ws-ada/history?at={iso(NOW + timedelta(days=2))}", "at"),
    ],
    ids=["the future", "no time", "the wrong way round", "half of a comparison", "another list", "a future history"],
)
def test_times_that_do_not_fit_are_named(get: Get, path: str, field: str) -> None:
    assert get(path, 422)["errors"][0]["field"].endswith(field)


def test_two_times_compared(get: Get) -> None:
    items = get(f"/api/fleet/changes?since={BEFORE}&sort=workspace_id,field")["items"]
    shown = [(i["kind"], i["workspace_id"], i["label"], i["before"], i["after"], i["changed_by"]) for i in items]
    assert shown == [
        ("changed", "ws-ada", "Running mode", "AUTO_STOP", "ALWAYS_ON", "eva"),
        ("changed", "ws-ada", "Tags", {"department": "Finance"}, {"department": "IT"}, None),
        ("removed", "ws-bob", "Gone", None, None, "eva"),
        ("added", "ws-cid", "First seen", None, None, "eva"),
    ]
    assert get(f"/api/fleet/changes?since={iso(NOW)}&as_of={iso(NOW)}")["items"] == []
    assert get("/api/fleet/changes")["total"] == len(items)
    assert [i["kind"] for i in get(f"/api/fleet/changes?since={BEFORE}&kind=added")["items"]] == ["added"]


def test_plans_over_the_past(get: Get) -> None:
    grouped = {"dataset": "fleet", "as_of": BEFORE, "group_by": [{"field": "state"}], "measures": [{"agg": "count"}]}
    answer = get("/api/query", plan=grouped)
    assert (answer["rows"], answer["plan"]["as_of"][:19]) == ([["AVAILABLE", 2], ["STOPPED", 1]], BEFORE[:19])
    compared = {"dataset": "fleet_changes", "since": BEFORE, "group_by": [{"field": "kind"}]}
    assert sorted(get("/api/query", plan=compared)["rows"]) == [["added", 1], ["changed", 2], ["removed", 1]]
    assert get("/api/query", 422, plan={"dataset": "workspaces", "as_of": BEFORE})["errors"][0]["field"] == "as_of"
    names = [d["name"] for d in get("/api/catalog")["datasets"]]
    assert {"events", "workspace_events", "fleet", "fleet_changes"} <= set(names)


def test_scope_holds_in_the_past(get: Get, sign_in: Callable[..., dict[str, str]]) -> None:
    mine = sign_in("viewer", account_scope=[OTHER])
    assert users(get(f"/api/fleet?as_of={BEFORE}", headers=mine)) == ["fay"]
    assert get(f"/api/fleet/changes?since={BEFORE}", headers=mine)["total"] == 0
    assert get(f"/api/fleet/facets?as_of={BEFORE}", headers=mine)["total"] == 1
    get(f"/api/workspaces/ws-ada/history?at={BEFORE}", 404, mine)


def test_one_workspace_at_a_time(get: Get) -> None:
    page = get(f"/api/workspaces/ws-ada/history?at={BEFORE}")
    assert [item["field"] for item in page["items"]] == ["created"]
    state = page["state"]
    assert (state["at"], state["certainty"]) == (BEFORE.replace("Z", ".000Z"), "observed")
    assert state["workspace"]["running_mode"] == "AUTO_STOP"
    gone = get(f"/api/workspaces/ws-bob/history?at={iso(NOW)}")["state"]
    assert (gone["certainty"], gone["workspace"]) == ("absent", None)
    early = get("/api/workspaces/ws-ada/history?at=2020-01-01")["state"]
    assert (early["certainty"], early["workspace"]) == ("unknown", None)
    assert "state" not in get("/api/workspaces/ws-ada/history")
