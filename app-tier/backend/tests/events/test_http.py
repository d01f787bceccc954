"""Events as a client sees them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.events.conftest import HOME, NOW, REGION, event

Get = Callable[..., Any]
A, B = "ws-aaaaaaaa1", "ws-bbbbbbbb2"
OTHER = "222222222222"


@pytest.fixture
def stored(keep: Callable[..., Any]) -> None:
    """Five events over two accounts; ada's WorkSpace is in the inventory."""
    from app.db.session import unit_of_work
    from app.models.models import AwsAccount, Workspace

    with unit_of_work() as session:
        session.add(AwsAccount(account_id=HOME, name="Payer", kind="home"))
        place = {"account_id": HOME, "region": REGION, "state": "AVAILABLE"}
        session.add(Workspace(**place, workspace_id=A, user_name="ada"))
        session.add(Workspace(**{**place, "account_id": OTHER}, workspace_id=B, user_name="bob"))
    batch = {"stopWorkspaceRequests": [{"workspaceId": A}, {"workspaceId": B}]}
    failed = {"failedRequests": [{"workspaceId": A}]}
    keep(
        event(1, NOW - timedelta(days=40), "CreateWorkspaces", readOnly=False,
              responseElements={"pendingRequests": [{"workspaceId": A}]}),
        event(2, NOW - timedelta(hours=3), "RebootWorkspaces", ids=A, user="eva", readOnly=False),
        event(3, NOW - timedelta(hours=2), "StopWorkspaces", requestParameters=batch, responseElements=failed),
        event(4, NOW - timedelta(hours=1), "DescribeWorkspaces", readOnly=True, errorCode="AccessDenied",
              awsRegion="eu-west-1", user="mallory", sourceIPAddress="198.51.100.66"),
        event(5, NOW, "RebootWorkspaces", ids=B, recipientAccountId=OTHER, userIdentity=None),
    )  # fmt: skip


@pytest.fixture
def get(stored: None, client: TestClient, sign_in: Callable[..., dict[str, str]]) -> Get:
    headers = sign_in("viewer")

    def fetch(path: str, status: int = 200, headers: dict[str, str] = headers) -> Any:
        answer = client.get(path, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    return fetch


def numbers(page: Any) -> list[int]:
    return [int(item["event_id"][-1]) for item in page["items"]]


def test_events_of_a_workspace_newest_first_with_every_member_of_the_contract(get: Get) -> None:
    page = get(f"/api/workspaces/{A}/events")
    assert (numbers(page), page["total"], page["next_cursor"]) == ([3, 2, 1], 3, None)
    contract = {
        *("event_id", "event_name", "event_time", "username", "source_ip", "region", "account_id", "error_code"),
        *("read_only", "request_parameters", "response_elements"),
    }
    assert contract <= set(page["items"][0])
    stop, reboot, _ = page["items"]
    assert (stop["failed"], reboot["failed"], reboot["username"], stop["read_only"]) == (True, False, "eva", None)
    assert stop["request_parameters"]["stopWorkspaceRequests"][1] == {"workspaceId": B}
    assert reboot["event_time"] == (NOW - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert reboot["account_name"] == "Payer"


def test_events_of_a_workspace_page_by_cursor_and_filter(get: Get) -> None:
    first = get(f"/api/workspaces/{A}/events?limit=2")
    rest = get(f"/api/workspaces/{A}/events?limit=2&cursor={first['next_cursor']}")
    assert numbers(first) + numbers(rest) == [3, 2, 1]
    assert numbers(get(f"/api/workspaces/{A}/events?failed=true")) == [3]
    assert numbers(get(f"/api/workspaces/{A}/events?event_name=RebootWorkspaces&fields=event_id")) == [2]


def test_a_workspace_that_is_not_there_or_not_ones_own_is_not_found(
    get: Get, sign_in: Callable[..., dict[str, str]]
) -> None:
    get("/api/workspaces/ws-none/events", 404)
    get(f"/api/workspaces/{A}/events", 404, sign_in("viewer", account_scope=[OTHER]))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [5, 4, 3, 2, 1]),
        ("event_name=RebootWorkspaces", [5, 2]),
        ("event_name=RebootWorkspaces&event_name=StopWorkspaces", [5, 3, 2]),
        ("username=eva", [2]),
        ("username.is_null=true", [5]),
        ("source_ip=198.51.100.66", [4]),
        ("region=eu-west-1", [4]),
        (f"account_id={OTHER}", [5]),
        ("error_code.is_null=false", [4]),
        ("error_code.is_null=true", [5, 3, 2, 1]),
        ("read_only=true", [4]),
        ("read_only=false", [2, 1]),
        (f"workspace_id={A}", [3, 2, 1]),
        (f"workspace_id={A}&workspace_id={B}", [5, 3, 2, 1]),
        (f"workspace_id.ne={A}", [5, 4]),
        ("q=reboot", [5, 2]),
        ("q=MALLORY denied", [4]),
        ("q=e-000003", [3]),
        ("sort=event_time", [1, 2, 3, 4, 5]),
        ("sort=username,-event_time", [3, 1, 2, 4, 5]),
        ("event_id=e-000004", [4]),
    ],
)
def test_the_list_of_all_events_by_filter(get: Get, query: str, expected: list[int]) -> None:
    page = get(f"/api/events?{query}")
    assert (numbers(page), page["total"]) == (expected, len(expected))


def test_ranges_of_time(get: Get) -> None:
    since = (NOW - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert numbers(get(f"/api/events?event_time.gte={since}")) == [5, 4, 3]
    assert numbers(get(f"/api/events?event_time.gt={since}&event_time.lt={NOW.strftime('%Y-%m-%dT%H:%M:%SZ')}")) == [4]


def test_an_item_names_its_workspaces_and_unknown_is_null(get: Get) -> None:
    newest, denied, stop, *_ = get("/api/events")["items"]
    assert (stop["workspace_id"], denied["workspace_id"], newest["username"]) == ([A, B], [], None)


def test_pages_by_cursor_give_each_event_once(get: Get) -> None:
    found: list[int] = []
    cursor = ""
    while True:
        page = get(f"/api/events?limit=2{cursor}")
        found += numbers(page)
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert found == [5, 4, 3, 2, 1]


def test_facets_count_each_value_under_the_other_filters(get: Get) -> None:
    answer = get("/api/events/facets?event_name=RebootWorkspaces&facets=event_name,region,username")
    names, regions, users = (
        {value["value"]: value["count"] for value in facet["values"]} for facet in answer["facets"]
    )
    assert names == {"RebootWorkspaces": 2, "CreateWorkspaces": 1, "StopWorkspaces": 1, "DescribeWorkspaces": 1}
    assert (regions, users, answer["total"]) == ({REGION: 2}, {"eva": 1, None: 1}, 2)


def test_a_scoped_user_sees_only_events_of_own_accounts(get: Get, sign_in: Callable[..., dict[str, str]]) -> None:
    mine = sign_in("viewer", account_scope=[OTHER])
    assert numbers(get("/api/events", headers=mine)) == [5]
    assert get("/api/events/facets?facets=region", headers=mine)["total"] == 1
    assert get("/api/events", headers=sign_in("viewer", account_scope=[]))["total"] == 0


def test_nobody_reads_events_without_signing_in(stored: None, client: TestClient) -> None:
    for path in ("/api/events", "/api/events/facets", f"/api/workspaces/{A}/events"):
        assert client.get(path).status_code == 401


@pytest.mark.parametrize("query", ["colour=red", "read_only=perhaps", "event_time.gt=someday", "workspace_id.gt=a"])
def test_bad_parameters_are_named(get: Get, query: str) -> None:
    assert get(f"/api/events?{query}", 422)["errors"][0]["field"] == query.partition("=")[0]
    get(f"/api/workspaces/{A}/events?colour=red", 422)


def test_questions_over_events_and_over_their_workspaces(
    get: Get, client: TestClient, sign_in: Callable[..., dict[str, str]]
) -> None:
    headers = sign_in("viewer")

    def ask(**plan: Any) -> Any:
        answer = client.post("/api/query", json=plan, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()["rows"]

    by_name = ask(dataset="events", group_by=[{"field": "event_name"}], measures=[{"agg": "count"}])
    assert by_name[0] == ["RebootWorkspaces", 2]
    touched = ask(dataset="workspace_events", group_by=[{"field": "user_name"}], measures=[{"agg": "count"}])
    assert dict(touched) == {"ada": 3, None: 1, "bob": 1}
    failed = ask(
        dataset="workspace_events", filters=[{"field": "failed", "value": True}], columns=["workspace_id", "event_name"]
    )
    assert failed == [[A, "StopWorkspaces"]]
