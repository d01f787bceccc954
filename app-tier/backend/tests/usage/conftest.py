"""A simulated AWS of a few WorkSpaces as a process of its own, with its inventory in the tables."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

DEMO = Path(__file__).parents[3] / "demo-aws"


@dataclass(frozen=True, slots=True)
class Estate:
    """Where the simulated AWS answers, and the keys of its home account."""

    url: str
    account_id: str
    access_key_id: str
    secret_access_key: str

    def demo(self, path: str, body: dict[str, Any] | None = None, method: str | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_demo/{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    port, state = _free_port(), tmp_path_factory.mktemp("demo")
    arguments = ["serve", "--port", str(port), "--size", "30", "--seed", "7", "--rate", "0", "--state-dir", str(state)]
    process = subprocess.Popen([sys.executable, "-m", "demo_aws", *arguments], cwd=DEMO)
    url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 30
    try:
        while True:
            try:
                with urllib.request.urlopen(f"{url}/_demo/accounts", timeout=5) as answer:
                    home = json.load(answer)["home"]
                break
            except OSError:
                assert process.poll() is None, "the simulated AWS did not start"
                assert time.monotonic() < deadline, "the simulated AWS does not answer"
                time.sleep(0.1)
        yield Estate(url, home["account_id"], home["access_key_id"], home["secret_access_key"])
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def aws(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Our clients of the home account."""
    from app.services.aws import access
    from app.services.aws.access import AccountAccess
    from app.services.aws.calls import Clients

    monkeypatch.setenv("AWS_ENDPOINT_URL", estate.url)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    access.forget()
    keys = estate.access_key_id, estate.secret_access_key
    yield Clients(AccountAccess("keys", estate.account_id, None, None, *keys))
    access.forget()


@pytest.fixture
def scope(estate: Estate) -> Any:
    from app.services.aws.scope import Scope

    return Scope(estate.account_id, "us-east-1")


def _time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


@pytest.fixture
def fleet(estate: Estate, scope: Any, db: None) -> list[dict[str, Any]]:
    """The WorkSpaces of one account and Region, those gone in the last 400 days among them, in the tables."""
    from app.db.session import unit_of_work
    from app.models.models import Workspace

    rows = estate.demo(f"truth?account_id={scope.account_id}&region={scope.region}&ended_days=400")["workspaces"]
    copied = ("workspace_id", "user_name", "running_mode", "auto_stop_timeout_minutes", "state")
    with unit_of_work() as session:
        for row in rows:
            times = {name: _time(row[name]) for name in ("created_at", "terminated_at")}
            place = {"account_id": scope.account_id, "region": scope.region}
            session.add(Workspace(**place, **times, **{name: row[name] for name in copied}))
    return list(rows)
