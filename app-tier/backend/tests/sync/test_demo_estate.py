"""The sync against the demo estate, over HTTP, with its rules: page limits, throttling, denials, short sessions."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.core.config import get_settings
from app.db.session import unit_of_work
from app.models.models import AwsAccount
from app.services.aws import access
from tests.hurry import hurry
from tests.sync.conftest import rows

DEMO = Path(__file__).parents[3] / "demo-aws"
Sync = Callable[..., int]


@dataclass
class Estate:
    url: str
    accounts: dict[str, Any]

    def fault(self, **fault: Any) -> None:
        httpx.post(f"{self.url}/_demo/faults", json=fault).raise_for_status()

    def truth(self) -> dict[str, dict[str, Any]]:
        listed = httpx.get(f"{self.url}/_demo/truth", timeout=30).json()["workspaces"]
        return {item["workspace_id"]: item for item in listed}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    demo = [sys.executable, "-m", "demo_aws"]
    environment = {**os.environ, "PYTHONPATH": str(DEMO)}
    fleet = ["--size", "200", "--seed", "7"]
    accounts = subprocess.run([*demo, "accounts", *fleet, "--json"], env=environment, check=True, capture_output=True)
    state = ["--state-dir", str(tmp_path_factory.mktemp("demo"))]
    serve = [*demo, "serve", "--port", str(port), "--rate", "0", *fleet, *state]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(serve, env=environment) as process:
        deadline = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"{url}/_demo/health").raise_for_status()
                break
            except httpx.HTTPError:
                assert time.monotonic() < deadline
                assert process.poll() is None
                time.sleep(0.1)
        yield Estate(url, json.loads(accounts.stdout))
        process.terminate()


@pytest.fixture
def estate(running: Estate, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    home = running.accounts["home"]
    hurry(monkeypatch.setattr)
    monkeypatch.setenv("AWS_ENDPOINT_URL", running.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", home["access_key_id"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", home["secret_access_key"])
    monkeypatch.setenv("AWS_REGIONS", ",".join(home["regions"]))
    get_settings.cache_clear()
    access.forget()
    with unit_of_work() as session:
        for given in running.accounts["accounts"]:
            session.add(AwsAccount(kind="role", **given))
    yield running
    httpx.delete(f"{running.url}/_demo/faults").raise_for_status()
    access.forget()


def live() -> set[object]:
    return {row[0] for row in rows("select workspace_id from workspaces where terminated_at is null")}


def visible(estate: Estate) -> set[str]:
    """What is there now, without what the estate denies to everybody."""
    denied = {row[:2] for row in rows("select account_id, region from coverage where status = 'denied'")}
    return {i for i, item in estate.truth().items() if (item["account_id"], item["region"]) not in denied}


def test_the_fleet_of_the_estate_comes_out_whole_and_its_denied_region_is_known(estate: Estate, sync: Sync) -> None:
    run_id = sync()
    truth = estate.truth()
    assert live() == visible(estate)
    assert len(live()) > 100
    shown = rows("select workspace_id, account_id, region, user_name, bundle_id, running_mode, tags from workspaces")
    for workspace_id, account_id, region, user_name, bundle_id, running_mode, tags in shown:
        item = truth[str(workspace_id)]
        assert (account_id, region, user_name) == (item["account_id"], item["region"], item["user_name"])
        assert bundle_id == item["bundle_id"]
        assert (running_mode, tags) == (item["running_mode"], item["tags"])
    assert rows("select status from sync_runs where id = :i", i=run_id) == [("partial",)]
    assert rows("select count(*) > 0 from coverage where status = 'denied'") == [(True,)]
    assert rows("select count(*) from sync_steps where status = 'failed' and error_kind <> 'denied'") == [(0,)]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "throttle", "probability": 0.2},
        {"kind": "error", "status": 500, "probability": 0.1},
        {"kind": "reset", "probability": 0.1},
        {"kind": "session_seconds", "seconds": 1},
        {"kind": "drop_token", "operation": "DescribeWorkspaces", "page": 1},
        {"kind": "cut", "probability": 0.05},
    ],
    ids=lambda fault: str(fault["kind"]),
)
def test_no_fault_retires_a_live_workspace(estate: Estate, sync: Sync, fault: dict[str, Any]) -> None:
    sync(collectors=["workspaces"])
    before = live()
    assert before == visible(estate)
    try:
        estate.fault(**fault)
        sync(collectors=["workspaces"])
    finally:
        if fault["kind"] == "session_seconds":
            estate.fault(kind="session_seconds", seconds=None)
    gone = before - live()
    assert not gone & estate.truth().keys()
