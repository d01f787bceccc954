"""What happens at AWS reaches a browser that only listens, without any sync."""

import json
import threading

import boto3
import httpx
import pytest

from tests.reliability.processes import until
from tests.reliability.stack import Stack

pytestmark = pytest.mark.timeout(300)


def test_a_change_at_aws_is_stored_and_pushed_within_seconds_of_its_event(stack: Stack) -> None:
    extent = {"account_ids": [stack.home["account_id"]], "regions": ["us-east-1"]}
    stack.ended(stack.sync(collectors=["workspaces"], **extent))
    [(workspace_id, before)] = stack.rows(
        "select workspace_id, auto_stop_timeout_minutes from workspaces where account_id = %s and region = 'us-east-1' "
        "and state in ('AVAILABLE', 'STOPPED') and running_mode = 'AUTO_STOP' order by 1 limit 1",
        stack.home["account_id"],
    )
    pushed: list[dict[str, str]] = []
    ready = threading.Event()

    def listen() -> None:
        headers = {"Authorization": f"Bearer {stack.token}"}
        with httpx.stream("GET", f"{stack.url}/api/stream", headers=headers, timeout=120) as answer:
            for line in answer.iter_lines():
                ready.set()
                if line.startswith("data: "):
                    pushed.append(json.loads(line.removeprefix("data: ")))
                if {"dataset": "workspaces"} in pushed and {"dataset": "events"} in pushed:
                    return

    browser = threading.Thread(target=listen, daemon=True)
    browser.start()
    assert ready.wait(60)
    keys = {name: stack.home[name] for name in ("secret_access_key", "access_key_id")}
    api = boto3.client(
        "workspaces",
        region_name="us-east-1",
        endpoint_url=stack.aws_url,
        aws_access_key_id=keys["access_key_id"],
        aws_secret_access_key=keys["secret_access_key"],
    )
    wanted = 120 if before != 120 else 180
    api.modify_workspace_properties(
        WorkspaceId=workspace_id, WorkspaceProperties={"RunningModeAutoStopTimeoutInMinutes": wanted}
    )
    shown = "select auto_stop_timeout_minutes from workspaces where workspace_id = %s"
    until(lambda: stack.rows(shown, workspace_id) == [(wanted,)], "the change", 120)
    told = "select changed_by is not null from workspace_changes where workspace_id = %s and after = to_jsonb(%s::int)"
    until(lambda: stack.rows(told, workspace_id, wanted) == [(True,)], "who did it", 60)
    browser.join(60)
    assert not browser.is_alive()
