"""The simulated AWS over HTTP, with its home account's credentials."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

import pytest

from app.services.aws import access

DEMO = Path(__file__).resolve().parents[3] / "demo-aws"
SIZE = 60


@dataclass
class Estate:
    """A running demo estate; `accounts` is its own description of the accounts."""

    url: str
    accounts: dict[str, Any]

    @property
    def home(self) -> str:
        return str(self.accounts["home"]["account_id"])

    def control(self, name: str, body: object | None = None, method: str = "POST") -> Any:
        """A call of `/_demo/`."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_demo/{name}", data, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the demo estate ended"
        try:
            with urllib.request.urlopen(f"{url}/_demo/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the demo estate did not start")


@pytest.fixture(scope="session")
def served() -> Iterator[Estate]:
    """A demo estate of a few WorkSpaces for all tests."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(DEMO)}
    options = ["--size", str(SIZE), "--seed", "1"]
    run = [sys.executable, "-m", "demo_aws"]
    listed = subprocess.run([*run, "accounts", *options, "--json"], env=environment, capture_output=True, check=True)
    serve = [*run, "serve", "--host", "127.0.0.1", "--port", str(port), *options, "--rate", "0"]
    with subprocess.Popen(serve, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process)
        yield Estate(url, json.loads(listed.stdout))
        process.terminate()


@pytest.fixture
def estate(served: Estate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    """The demo estate as the AWS of this process, without faults."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", served.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", served.accounts["home"]["access_key_id"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", served.accounts["home"]["secret_access_key"])
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    access.forget()
    yield served
    served.control("faults", method="DELETE")
    access.forget()
