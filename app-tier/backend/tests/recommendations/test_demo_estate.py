"""From AWS to advice and back: a synced estate, its recommendations over HTTP, a script that is run, the next sync."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
from starlette.testclient import TestClient

from app.db.session import get_engine
from app.services.recommendations import places, refreshing
from tests.costs.conftest import Estate, estate, served
from tests.costs.steps import add_members, sql, sync

__all__ = ["estate", "served"]
INVENTORY = ["workspaces", "directories", "bundles", "tags", "connections"]
REGION = "us-east-1"


def work() -> None:
    """Do what the tick would ask the workers for."""
    for account_id, region in places.tick():
        refreshing.refresh(get_engine(), account_id, region)


def run(script: str, folder: Path, account_id: str, **environment: str) -> str:
    (folder / "aws").write_text(f'#!/bin/sh\nexec {sys.executable} {Path(__file__).parent / "aws_cli.py"} "$@"\n')
    (folder / "aws").chmod(0o755)
    (folder / "script.sh").write_text(script)
    given = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "AWS_CALLS": str(folder / "calls"),
             "AWS_ADMIN_ROLE": f"arn:aws:iam::{account_id}:role/WorkplaceAdmin", **environment}  # fmt: skip
    done = subprocess.run(["bash", str(folder / "script.sh")], env=given, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def desk(account_id: str) -> Any:
    """The WorkSpaces of an account as its administrator reaches them."""
    role = f"arn:aws:iam::{account_id}:role/WorkplaceAdmin"
    sts = boto3.Session().client("sts", region_name=REGION)
    given = sts.assume_role(RoleArn=role, RoleSessionName="desk")["Credentials"]
    keys = (given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    return boto3.Session(*keys, region_name=REGION).client("workspaces")


def mode(account_id: str, workspace_id: str) -> str:
    """Its running mode as AWS has it now."""
    (found,) = desk(account_id).describe_workspaces(WorkspaceIds=[workspace_id])["Workspaces"]
    return str(found["WorkspaceProperties"]["RunningMode"])


def test_advice_on_a_synced_estate_is_followed_by_its_script_and_seen_to_be_done(
    db: None, estate: Estate, client: TestClient, sign_in: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    add_members(estate)
    member = next(one["account_id"] for one in estate.accounts["accounts"] if one["name"] == "Larkfield Engineering")
    sync(collectors=[*INVENTORY, "usage"], account_ids=[member], regions=[REGION])
    sync(collectors=["prices"], account_ids=[estate.home])
    assert sql("select count(*) from recommendations") == [(0,)]
    work()
    headers = sign_in("operator")

    def call(method: str, path: str, body: Any = None) -> Any:
        answer = client.request(method, f"/api/recommendations{path}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    truth = {one["workspace_id"]: one for one in estate.control("truth", method="GET")["workspaces"]}
    switches = call("GET", "?kind=switch_to_auto_stop&kind=switch_to_always_on&workspace_state=AVAILABLE"
                           "&workspace_state=STOPPED&limit=500")["items"]  # fmt: skip
    assert switches
    for item in switches:
        wanted = "ALWAYS_ON" if item["kind"] == "switch_to_auto_stop" else "AUTO_STOP"
        assert truth[item["workspace_id"]]["running_mode"] == wanted
        facts = {one["name"]: one["value"] for one in item["evidence"]}
        by_hour = facts["auto_stop_month"] + facts["auto_stop_hour"] * facts["billed_hours"]
        sign = 1 if wanted == "ALWAYS_ON" else -1
        assert abs(sign * (facts["always_on_month"] - by_hour) - item["saving_monthly"]) < 0.02
    assert call("GET", "/summary")["saving_monthly"] > 0

    # a wall board, on day and night: every day in AutoStop costs more than a day of the fee
    chosen = next(one for one in switches if one["kind"] == "switch_to_always_on")
    workspace_id = chosen["workspace_id"]
    call("PATCH", f"/{chosen['id']}", {"state": "approved"})
    made = call("POST", "/script", {"ids": [chosen["id"]]})
    assert made["included"] == [chosen["id"]]
    assert f"WOULD DO {chosen['id']}" in run(made["script"], tmp_path, member)
    assert mode(member, workspace_id) == "AUTO_STOP"

    assert f"DONE {chosen['id']}" in run(made["script"], tmp_path, member, WSI_APPLY="1")
    assert mode(member, workspace_id) == "ALWAYS_ON"
    sync(collectors=["workspaces"], account_ids=[member], regions=[REGION])
    refreshing.refresh(get_engine(), member, REGION)
    told = call("GET", f"/{chosen['id']}")
    assert (told["state"], told["done_how"]) == ("done", "detected")
    assert [(step["by"] == "system", step["to"]) for step in told["history"]] == [(False, "approved"), (True, "done")]
