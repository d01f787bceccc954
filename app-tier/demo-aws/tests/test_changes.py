"""What an administrator may change, what follows from it, and that it lasts."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

NIGHT = 1_794_970_800.0  # Wednesday 2026-11-18, 03:00 UTC: nothing is patched or rebooted on its own


def state(client: Any, workspace_id: str) -> str:
    rows = client.describe_workspaces(WorkspaceIds=[workspace_id])["Workspaces"]
    return str(rows[0]["State"]) if rows else "GONE"


def one(estate: Any, **wanted: Any) -> str:
    rows = estate.truth()
    found = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return str(found[0]["workspace_id"])


def forward(estate: Any, seconds: int) -> None:
    estate.demo("POST", "clock", {"advance_seconds": seconds})


@pytest.fixture
def own(fresh: Any, tmp_path: Path) -> Any:
    estate = fresh(size=400, state_dir=tmp_path)
    estate.demo("POST", "clock", {"offset_seconds": NIGHT - time.time()})
    return estate


def create(estate: Any, client: Any, user: str = "new.person", **extra: Any) -> dict[str, Any]:
    like = estate.truth()[0]
    asked = {"DirectoryId": like["directory_id"], "UserName": user, "BundleId": like["bundle_id"],
             "Tags": [{"Key": "owner", "Value": "me"}],
             "WorkspaceProperties": {"RunningMode": "AUTO_STOP"}} | extra  # fmt: skip
    return dict(client.create_workspaces(Workspaces=[asked]))


def test_create_live_and_terminate(own: Any) -> None:
    client = own.client("workspaces")
    answer = create(own, client)
    assert answer["FailedRequests"] == []
    workspace_id = answer["PendingRequests"][0]["WorkspaceId"]
    assert state(client, workspace_id) == "PENDING"
    forward(own, 1500)
    assert state(client, workspace_id) in ("STOPPED", "AVAILABLE", "STARTING", "STOPPING")
    pages = client.get_paginator("describe_workspaces").paginate()
    listed = [row["WorkspaceId"] for page in pages for row in page["Workspaces"]]
    assert listed.count(workspace_id) == 1
    assert client.describe_tags(ResourceId=workspace_id)["TagList"] == [{"Key": "owner", "Value": "me"}]
    assert (
        client.terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": workspace_id}])["FailedRequests"] == []
    )
    assert state(client, workspace_id) == "TERMINATING"
    forward(own, 400)
    assert state(client, workspace_id) == "GONE"


def test_partial_failures_are_in_the_answer(own: Any) -> None:
    client = own.client("workspaces")
    assert create(own, client, BundleId="wsb-000000000")["FailedRequests"][0]["ErrorCode"] == "ResourceNotFound.Bundle"
    assert (
        create(own, client, DirectoryId="d-0000000000")["FailedRequests"][0]["ErrorCode"]
        == "ResourceNotFound.Directory"
    )
    create(own, client)
    assert create(own, client)["FailedRequests"][0]["ErrorCode"] == "ResourceExists.WorkSpace"
    good = one(own, running_mode="ALWAYS_ON", state="AVAILABLE")
    failed = client.reboot_workspaces(RebootWorkspaceRequests=[{"WorkspaceId": good}, {"WorkspaceId": "ws-000000000"}])
    assert [row["WorkspaceId"] for row in failed["FailedRequests"]] == ["ws-000000000"]
    assert state(client, good) == "REBOOTING"
    forward(own, 400)
    assert state(client, good) == "AVAILABLE"


def test_start_and_stop(own: Any) -> None:
    client = own.client("workspaces")
    stopped = one(own, running_mode="AUTO_STOP", state="STOPPED", habit="never")
    assert client.start_workspaces(StartWorkspaceRequests=[{"WorkspaceId": stopped}])["FailedRequests"] == []
    assert state(client, stopped) == "AVAILABLE"
    forward(own, 60)
    assert client.stop_workspaces(StopWorkspaceRequests=[{"WorkspaceId": stopped}])["FailedRequests"] == []
    assert state(client, stopped) == "STOPPING"
    forward(own, 120)
    assert state(client, stopped) == "STOPPED"
    always = one(own, running_mode="ALWAYS_ON", state="AVAILABLE")
    refused = client.stop_workspaces(StopWorkspaceRequests=[{"WorkspaceId": always}])["FailedRequests"]
    assert refused[0]["ErrorCode"] == "InvalidParameterCombination.RunningMode"
    assert client.rebuild_workspaces(RebuildWorkspaceRequests=[{"WorkspaceId": always}])["FailedRequests"] == []
    assert state(client, always) == "REBUILDING"


def test_modify(own: Any, code: Any) -> None:
    client = own.client("workspaces")
    workspace_id = one(own, running_mode="ALWAYS_ON", state="AVAILABLE", compute_type="STANDARD")

    def modify(**wanted: Any) -> Any:
        return client.modify_workspace_properties(WorkspaceId=workspace_id, WorkspaceProperties=wanted)

    modify(RunningMode="AUTO_STOP", RunningModeAutoStopTimeoutInMinutes=120)
    row = client.describe_workspaces(WorkspaceIds=[workspace_id])["Workspaces"][0]
    assert row["WorkspaceProperties"]["RunningMode"] == "AUTO_STOP"
    assert row["WorkspaceProperties"]["RunningModeAutoStopTimeoutInMinutes"] == 120
    modify(RunningMode="ALWAYS_ON")
    modify(UserVolumeSizeGib=500)
    assert code(lambda: modify(ComputeTypeName="PERFORMANCE")) == "OperationInProgressException"
    forward(own, 3600)
    assert code(lambda: modify(UserVolumeSizeGib=100)) == "InvalidParameterValuesException"
    modify(ComputeTypeName="PERFORMANCE")
    forward(own, 3600)
    assert code(lambda: modify(ComputeTypeName="POWER")) == "InvalidResourceStateException"
    forward(own, 6 * 3600)
    modify(ComputeTypeName="POWER")
    assert code(lambda: modify(RunningModeAutoStopTimeoutInMinutes=45)) == "InvalidParameterValuesException"
    assert code(lambda: modify(RunningMode="SOMETIMES")) == "ValidationException"


def test_every_change_is_in_the_trail(own: Any, code: Any) -> None:
    client = own.client("workspaces")
    workspace_id = create(own, client)["PendingRequests"][0]["WorkspaceId"]
    client.create_tags(ResourceId=workspace_id, Tags=[{"Key": "a", "Value": "1"}])
    client.delete_tags(ResourceId=workspace_id, TagKeys=["a"])
    code(lambda: client.create_tags(ResourceId=workspace_id, Tags=[{"Key": "aws:x", "Value": "1"}]))
    attribute = [{"AttributeKey": "ResourceName", "AttributeValue": workspace_id}]
    events = own.client("cloudtrail").lookup_events(LookupAttributes=attribute)["Events"]
    assert sorted(event["EventName"] for event in events) == [
        "CreateTags",
        "CreateTags",
        "CreateWorkspaces",
        "DeleteTags",
    ]
    documents = [json.loads(event["CloudTrailEvent"]) for event in events]
    made = next(event for event in documents if event["eventName"] == "CreateWorkspaces")
    assert made["responseElements"]["pendingRequests"][0]["workspaceId"] == workspace_id
    assert made["requestParameters"]["workspaces"][0]["userName"] == "new.person"
    assert [event.get("errorCode") for event in documents].count("InvalidParameterValuesException") == 1


def test_the_inventory_role_changes_nothing_and_the_admin_role_does(own: Any, code: Any) -> None:
    reader, admin = own.client("workspaces", slug="eng"), own.client("workspaces", slug="eng", admin=True)
    workspace_id = own.truth("eng")[0]["workspace_id"]
    tags = {"ResourceId": workspace_id, "Tags": [{"Key": "a", "Value": "1"}]}
    assert code(lambda: reader.create_tags(**tags)) == "AccessDeniedException"
    admin.create_tags(**tags)
    assert {"Key": "a", "Value": "1"} in reader.describe_tags(ResourceId=workspace_id)["TagList"]
    attribute = [{"AttributeKey": "ResourceName", "AttributeValue": workspace_id}]
    events = own.client("cloudtrail", slug="eng").lookup_events(LookupAttributes=attribute)["Events"]
    assert [json.loads(event["CloudTrailEvent"]).get("errorCode") for event in events[:2]] in (
        [None, "AccessDenied"],
        ["AccessDenied", None],
    )


def test_changes_outlive_a_restart(fresh: Any, tmp_path: Path) -> None:
    first = fresh(size=300, state_dir=tmp_path)
    client = first.client("workspaces")
    made = create(first, client)["PendingRequests"][0]["WorkspaceId"]
    ended = one(first, running_mode="ALWAYS_ON", state="AVAILABLE")
    client.terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": ended}])
    second = fresh(size=300, state_dir=tmp_path)
    rows = {row["workspace_id"]: row["state"] for row in second.truth()}
    assert rows[made] == "PENDING"
    assert rows[ended] == "TERMINATING"
    names = [event["EventName"] for event in second.client("cloudtrail").lookup_events()["Events"][:2]]
    assert sorted(names) == ["CreateWorkspaces", "TerminateWorkspaces"]
    other = fresh(size=301, state_dir=tmp_path)
    assert made not in {row["workspace_id"] for row in other.truth()}
