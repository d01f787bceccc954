"""Whole runs over a fake AWS: what a person sees in the rows and through the API."""

from collections.abc import Callable
from typing import Any

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from starlette.testclient import TestClient

from app.core.config import get_settings
from app.core.redis import get_redis
from app.services.aws.collectors.directories import DirectoryRecord
from app.services.sync import dispatch, runs, ticking
from app.services.sync.requests import Extent
from tests.aws.conftest import signed_in
from tests.aws.fake import HOME, FakeAws, Refused, fleet
from tests.sync.conftest import INVENTORY, REGIONS, add_role, rows, work

Sync = Callable[..., int]
SignIn = Callable[..., dict[str, str]]
TWO, THREE = "222222222222", "333333333333"


def status(run_id: int) -> str:
    return str(rows("select status from sync_runs where id = :id", id=run_id)[0][0])


def steps(run_id: int, columns: str = "status") -> dict[tuple[object, ...], tuple[object, ...]]:
    found = rows(f"select account_id, region, collector, {columns} from sync_steps where run_id = :id", id=run_id)
    return {row[:3]: row[3:] for row in found}


def company(aws: FakeAws) -> dict[str, dict[str, Any]]:
    """Three accounts x three Regions of different sizes; the truth by WorkSpace id, in the API's names."""
    truth = {}
    states = ("AVAILABLE", "STOPPED", "ERROR", "SOMETHING_NEW")
    for a, account in enumerate((HOME, TWO, THREE)):
        for r, region in enumerate(REGIONS):
            made = fleet((26, 51, 3)[(a + r) % 3], f"{a}{r}")
            for i, item in enumerate(made):
                item |= {
                    "State": states[i % 4],
                    "DirectoryId": f"d-{a}{r}",
                    "BundleId": "wsb-1",
                    "IpAddress": f"10.{a}.{r}.{i}",
                }
                item["WorkspaceProperties"] = {
                    "RunningMode": "AUTO_STOP",
                    "RunningModeAutoStopTimeoutInMinutes": 60 * (i % 3 + 1),
                }
                if i % 2:
                    aws.tags[item["WorkspaceId"]] = {"team": f"t{i % 5}"}
                    last = {"LastKnownUserConnectionTimestamp": 1_790_000_000 + i}
                    aws.connections[item["WorkspaceId"]] = {
                        "WorkspaceId": item["WorkspaceId"],
                        "ConnectionState": "CONNECTED",
                        **last,
                    }
                truth[item["WorkspaceId"]] = {
                    "account_id": account,
                    "region": region,
                    "user_name": item["UserName"],
                    "state": item["State"],
                    "directory_id": item["DirectoryId"],
                    "bundle_id": "wsb-1",
                    "ip_address": item["IpAddress"],
                    "running_mode": "AUTO_STOP",
                    "auto_stop_timeout_minutes": 60 * (i % 3 + 1),
                    "tags": aws.tags.get(item["WorkspaceId"], {}),
                    "connection_state": "CONNECTED" if i % 2 else None,
                    "computer_name": None,
                    "root_volume_encrypted": None,
                }
            aws.workspaces[account, region] = made
    add_role(aws, TWO)
    add_role(aws, THREE)
    return truth


def listed(client: TestClient, header: dict[str, str]) -> dict[str, dict[str, Any]]:
    answer = client.get("/api/workspaces?limit=500&include_terminated=true", headers=header)
    assert answer.status_code == 200, answer.text
    return {item["workspace_id"]: item for item in answer.json()["items"]}


def test_three_accounts_and_three_regions_come_out_field_by_field(
    aws: FakeAws, sync: Sync, client: TestClient, sign_in: SignIn
) -> None:
    truth = company(aws)
    run_id = sync()
    assert status(run_id) == "succeeded"
    shown = listed(client, sign_in())
    assert {i: {name: item[name] for name in truth[i]} for i, item in shown.items()} == truth
    assert {c for (_, _, c) in steps(run_id)} == {"workspaces", "directories", "bundles", "tags", "connections"}


def test_a_second_sync_of_the_same_fleet_writes_no_row(aws: FakeAws, sync: Sync) -> None:
    company(aws)
    sync()
    state = "select workspace_id, xmin::text from workspaces order by 1"
    before = rows(state)
    run_id = sync()
    assert rows(state) == before
    sums = (
        "select sum(created), sum(updated), sum(retired), sum(unchanged) = sum(seen) from sync_steps where run_id = :id"
    )
    assert rows(sums, id=run_id) == [(0, 0, 0, True)]


def test_a_service_that_the_endpoint_does_not_have_does_not_harm_the_workspaces(aws: FakeAws, sync: Sync) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(30)

    def only_workspaces(account: str, region: str, operation: str, request: dict[str, Any]) -> None:
        if operation not in ("DescribeWorkspaces", "GetCallerIdentity"):
            raise Refused("x", 404, b"<html>not here</html>")

    aws.hook = only_workspaces
    run_id = sync(regions=["us-east-1"])
    assert rows("select count(*) from workspaces") == [(30,)]
    assert status(run_id) == "partial"
    assert steps(run_id)[HOME, "us-east-1", "workspaces"] == ("succeeded",)


def test_a_denied_region_is_a_fact_of_the_coverage_and_retires_nothing(
    aws: FakeAws, sync: Sync, client: TestClient, sign_in: SignIn
) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(3, "us")
    aws.workspaces[HOME, "eu-west-1"] = fleet(3, "eu")
    sync(collectors=["workspaces"])

    def deny_europe(account: str, region: str, operation: str, request: dict[str, Any]) -> None:
        if region == "eu-west-1":
            raise Refused("AccessDeniedException")

    aws.hook = deny_europe
    aws.workspaces[HOME, "us-east-1"] = fleet(2, "us")
    run_id = sync(collectors=["workspaces"])
    assert rows("select workspace_id from workspaces where terminated_at is not null") == [("ws-us00002",)]
    assert steps(run_id, "status, error_kind")[HOME, "eu-west-1", "workspaces"] == ("failed", "denied")
    answer = client.get("/api/coverage", headers=sign_in()).json()
    found = {(i["region"], i["collector"]): i for i in answer["items"]}
    assert answer["worst"] == "denied"
    assert "workspaces:DescribeWorkspaces" in found["eu-west-1", "workspaces"]["error"]
    assert found["eu-west-1", "workspaces"]["last_good_at"] is not None
    assert found["us-east-1", "workspaces"]["status"] == "ok"
    assert found["us-east-1", "tags"]["status"] == "never"


def test_a_role_that_is_denied_fails_its_own_steps_with_the_reason_and_the_others_go_on(
    aws: FakeAws, sync: Sync
) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(3)
    add_role(aws, TWO, external_id="not-the-one")
    run_id = sync(regions=["us-east-1"])
    found = steps(run_id, "status, error_kind, error")
    assert found[HOME, "us-east-1", "workspaces"][0] == "succeeded"
    state, kind, error = found[TWO, "us-east-1", "workspaces"]
    assert (state, kind) == ("failed", "denied")
    assert "role/Inventory cannot be assumed" in str(error)
    assert status(run_id) == "partial"
    assert "cannot be assumed" in str(rows("select last_error from aws_accounts where account_id = :a", a=TWO)[0][0])


def test_wrong_home_credentials_fail_the_run_with_the_reason(
    aws: FakeAws, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(monkeypatch, aws.url, "AKIAWRONG")
    run_id = sync()
    [(state, error)] = rows("select status, error from sync_runs where id = :id", id=run_id)
    assert state == "failed"
    assert "AWS does not accept the configured credentials. Check AWS_ACCESS_KEY_ID" in str(error)


def test_an_unreachable_endpoint_fails_the_run_with_its_address_and_the_next_one_recovers(
    aws: FakeAws, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(3)
    signed_in(monkeypatch, "http://127.0.0.1:9")
    run_id = sync()
    assert "AWS at http://127.0.0.1:9/ cannot be reached" in str(
        rows("select error from sync_runs where id = :id", id=run_id)[0][0]
    )
    signed_in(monkeypatch, aws.url)
    assert status(sync(regions=["us-east-1"])) == "succeeded"


def test_the_home_account_gets_its_name_from_the_organization(aws: FakeAws, sync: Sync) -> None:
    aws.hook = lambda *call: {"Account": {"Id": HOME, "Name": "Head office"}} if call[2] == "DescribeAccount" else None
    sync()
    assert rows("select account_id, name, kind, last_error from aws_accounts") == [(HOME, "Head office", "home", None)]


def test_only_what_is_asked_for_is_read(aws: FakeAws, sync: Sync) -> None:
    company(aws)
    sync(regions=["us-east-1"])
    run_id = sync(collectors=["tags"], account_ids=[TWO], regions=["us-east-1"])
    assert list(steps(run_id)) == [(TWO, "us-east-1", "tags")]


def test_changes_of_tags_and_connections_reach_the_row(aws: FakeAws, sync: Sync) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(1)
    sync(regions=["us-east-1"])
    aws.tags["ws-ws00000"] = {"team": "red"}
    sync(regions=["us-east-1"])
    aws.tags.clear()
    sync(regions=["us-east-1"])
    assert rows("select before, after from workspace_changes where field = 'tags' order by id") == [
        ({}, {"team": "red"}),
        ({"team": "red"}, {}),
    ]


def test_a_collector_that_stumbles_fails_its_step_loudly_and_the_others_go_on(
    aws: FakeAws, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise KeyError("Surprise")

    monkeypatch.setattr(DirectoryRecord, "from_aws", stumble)
    aws.directories = [{"DirectoryId": "d-1"}]
    run_id = runs.start(Extent(INVENTORY, regions=["us-east-1"]), "manual", "test")
    with pytest.raises(KeyError):
        work(run_id)
    ticking.tick()
    work(run_id)
    assert steps(run_id, "status, error")[HOME, "us-east-1", "directories"] == (
        "failed",
        "Unexpected KeyError: 'Surprise'",
    )
    assert status(run_id) == "partial"


# --- starting, looking, stopping -----------------------------------------------------------------------------------


@pytest.fixture
def operator(client: TestClient, sign_in: SignIn) -> dict[str, str]:
    return sign_in("operator")


def test_a_sync_is_started_followed_and_listed_over_http(
    aws: FakeAws, client: TestClient, operator: dict[str, str]
) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(26)
    answer = client.post("/api/admin/sync", headers=operator, json={"regions": ["us-east-1"], "collectors": INVENTORY})
    assert answer.status_code == 202
    run_id = answer.json()["sync_id"]
    again = client.post("/api/admin/sync", headers=operator, json={"collectors": ["tags"]})
    assert (again.status_code, again.json()["sync_id"]) == (409, run_id)
    assert again.headers["content-type"] == "application/problem+json"
    work(run_id)
    detail = client.get(f"/api/admin/syncs/{run_id}", headers=operator).json()
    assert (detail["status"], detail["steps_total"], detail["steps_done"]) == ("succeeded", 5, 5)
    step = next(s for s in detail["steps"] if s["collector"] == "workspaces")
    assert (step["seen"], step["created"], step["complete"], step["api_calls"]) == (26, 26, True, 2)
    assert step["duration_ms"] >= 0
    line = client.get("/api/admin/syncs", headers=operator).json()["items"][0]
    assert (line["id"], line["status"], line["trigger"], line["created"]) == (run_id, "succeeded", "manual", 26)
    assert client.get("/api/admin/syncs/999999", headers=operator).status_code == 404
    assert rows("select action, target from audit_log where action like 'sync%'") == [("sync.start", f"sync {run_id}")]


def test_syncs_of_different_scopes_may_run_side_by_side(aws: FakeAws, db: None) -> None:
    one = runs.start(Extent(regions=["us-east-1"]), "manual", "test")
    two = runs.start(Extent(regions=["eu-west-1"]), "manual", "test")
    assert one != two


@pytest.mark.parametrize(
    ("body", "field", "says"),
    [
        ({"collectors": ["tags", "nonsense"]}, "collectors", "nonsense is not known; allowed: workspaces"),
        ({"regions": ["mars-1"]}, "regions", "allowed: ap-southeast-2, eu-west-1, us-east-1"),
        ({"account_ids": ["999"]}, "account_ids", "999 is not known; allowed: none so far"),
        ({"collectors": []}, "collectors", "at least 1"),
        ({"colectors": ["tags"]}, "colectors", "not permitted"),
    ],
)
def test_what_does_not_exist_is_refused_naming_what_does(
    client: TestClient, operator: dict[str, str], body: dict[str, Any], field: str, says: str
) -> None:
    answer = client.post("/api/admin/sync", headers=operator, json=body)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"] == field
    assert says in error["message"]


def test_a_viewer_may_not_sync_and_an_operator_only_their_accounts(
    aws: FakeAws, client: TestClient, sign_in: SignIn
) -> None:
    add_role(aws, TWO)
    add_role(aws, THREE)
    assert client.post("/api/admin/sync", headers=sign_in("viewer")).status_code == 403
    scoped = sign_in("operator", account_scope=[TWO])
    assert client.post("/api/admin/sync", headers=scoped, json={"account_ids": [THREE]}).status_code == 422
    run_id = client.post("/api/admin/sync", headers=scoped).json()["sync_id"]
    assert rows("select account_ids from sync_runs where id = :id", id=run_id) == [([TWO],)]
    stranger = sign_in("operator", account_scope=[THREE])
    assert client.get(f"/api/admin/syncs/{run_id}", headers=stranger).status_code == 404
    assert client.get("/api/admin/syncs", headers=stranger).json()["total"] == 0
    assert client.post(f"/api/admin/syncs/{run_id}/cancel", headers=stranger).status_code == 404
    assert client.post("/api/admin/sync", headers=sign_in("operator", account_scope=[])).status_code == 403


def test_a_full_queue_is_a_503_that_says_so_and_leaves_no_run(
    client: TestClient, operator: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAX_QUEUED_TASKS", "3")
    get_settings.cache_clear()
    get_redis().rpush("default", *"abcd")
    answer = client.post("/api/admin/sync", headers=operator)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "queue is full: 4 tasks wait, 3 may" in answer.json()["detail"]
    assert rows("select count(*) from sync_runs") == [(0,)]


def test_redis_away_is_a_503_and_leaves_no_run(
    client: TestClient, operator: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> int:
        raise RedisConnectionError

    monkeypatch.setattr(dispatch, "queued", away)
    answer = client.post("/api/admin/sync", headers=operator)
    assert (answer.status_code, "Redis" in answer.json()["detail"]) == (503, True)
    assert rows("select count(*) from sync_runs") == [(0,)]


def test_a_run_that_waits_is_cancelled_at_once(aws: FakeAws, client: TestClient, operator: dict[str, str]) -> None:
    run_id = client.post("/api/admin/sync", headers=operator).json()["sync_id"]
    assert client.post(f"/api/admin/syncs/{run_id}/cancel", headers=operator).status_code == 202
    assert status(run_id) == "cancelled"
    work(run_id)
    assert (status(run_id), steps(run_id)) == ("cancelled", {})
    assert client.post(f"/api/admin/syncs/{run_id}/cancel", headers=operator).status_code == 409


def test_a_step_that_runs_stops_between_pages_and_leaves_nothing_behind(
    aws: FakeAws, client: TestClient, operator: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.sync.pipeline.LOOK_EVERY_S", 0)
    aws.workspaces[HOME, "us-east-1"] = fleet(200)
    run_id = client.post(
        "/api/admin/sync", headers=operator, json={"regions": ["us-east-1"], "collectors": INVENTORY}
    ).json()["sync_id"]

    def cancel_at_the_third_page(account: str, region: str, operation: str, request: dict[str, Any]) -> None:
        if request.get("NextToken") == "50":
            client.post(f"/api/admin/syncs/{run_id}/cancel", headers=operator)

    aws.hook = cancel_at_the_third_page
    work(run_id)
    assert status(run_id) == "cancelled"
    assert set(steps(run_id).values()) == {("cancelled",)} or ("succeeded",) in steps(run_id).values()
    assert steps(run_id)[HOME, "us-east-1", "workspaces"] == ("cancelled",)
    assert rows("select count(*) from workspaces") == [(0,)]
    assert len(aws.asked("DescribeWorkspaces")) == 3


def test_without_any_account_the_run_says_what_to_do(aws: FakeAws, sync: Sync, client: TestClient) -> None:
    add_role(aws, TWO, regions=["eu-west-1"])
    run_id = sync(account_ids=[TWO], regions=["us-east-1"])
    assert status(run_id) == "failed"
    assert "No configured account and Region fits" in str(
        rows("select error from sync_runs where id = :i", i=run_id)[0][0]
    )
