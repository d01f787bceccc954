"""A running estate for the tests: uvicorn in a thread, plain boto3 in front of it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
import httpx
import pytest
import uvicorn
from botocore.config import Config

from demo_aws.estate.company import Account
from demo_aws.server import Application
from demo_aws.world import Options, World

ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"}, parameter_validation=False)


@dataclass
class Estate:
    """One server, and clients for it. `parameter_validation` is off, so that the server has to refuse."""

    world: World
    url: str
    _sessions: dict[str, dict[str, str]] = field(default_factory=dict)

    def account(self, slug: str) -> Account:
        return next(one for one in self.world.fleet.accounts if one.slug == slug)

    def assume(self, slug: str, **extra: Any) -> dict[str, Any]:
        account = self.account(slug)
        asked = {"RoleArn": account.role_arn, "RoleSessionName": "inventory", "ExternalId": account.external_id} | extra
        return dict(self.client("sts").assume_role(**asked))

    def keys(self, slug: str, *, admin: bool = False) -> dict[str, str]:
        """Client arguments for an account: the home user's key, or a session of the member's role."""
        if slug == "larkfield":
            own = self.world.credentials
            return {"aws_access_key_id": own.access_key_id, "aws_secret_access_key": own.secret}
        name = f"{slug}:{admin}"
        if name not in self._sessions:
            role = {"RoleArn": self.account(slug).admin_role_arn} if admin else {}
            given = self.assume(slug, **role)["Credentials"]
            self._sessions[name] = {
                "aws_access_key_id": given["AccessKeyId"],
                "aws_secret_access_key": given["SecretAccessKey"],
                "aws_session_token": given["SessionToken"],
            }
        return self._sessions[name]

    def client(self, service: str, region: str = "us-east-1", slug: str = "larkfield", **extra: Any) -> Any:
        keys = extra.pop("keys", None) or self.keys(slug, admin=extra.pop("admin", False))
        return boto3.client(
            service, region_name=region, endpoint_url=self.url, config=extra.pop("config", ONCE), **keys
        )

    def demo(self, method: str, path: str, body: object = None) -> Any:
        answer = httpx.request(method, f"{self.url}/_demo/{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def fault(self, **fields: Any) -> None:
        self.demo("POST", "faults", fields)

    def truth(self, slug: str = "larkfield", region: str = "us-east-1", **extra: Any) -> list[dict[str, Any]]:
        query = {"account_id": self.account(slug).account_id, "region": region, **extra}
        document = self.demo("GET", "truth?" + "&".join(f"{key}={value}" for key, value in query.items()))
        return list(document["workspaces"])


@contextmanager
def running(options: Options) -> Iterator[Estate]:
    world = World(options)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)  # from here on callers wait in its queue, however late the thread starts
        config = uvicorn.Config(Application(world), log_level="critical", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield Estate(world, f"http://127.0.0.1:{listener.getsockname()[1]}")
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def estate() -> Iterator[Estate]:
    """The default company, unthrottled; tests only read it."""
    with running(Options(rate=0)) as one:
        yield one


@pytest.fixture
def fresh() -> Iterator[Callable[..., Estate]]:
    """Makes an estate of one's own to throttle, break or change."""
    open_ones: list[Any] = []

    def make(**options: Any) -> Estate:
        context = running(Options(**{"rate": 0, "size": 120} | options))
        open_ones.append(context)
        return context.__enter__()

    yield make
    for context in open_ones:
        context.__exit__(None, None, None)


@pytest.fixture
def code() -> Callable[[Callable[[], Any]], str]:
    """The AWS error code that a call ends with."""
    from botocore.exceptions import ClientError

    def run(call: Callable[[], Any]) -> str:
        with pytest.raises(ClientError) as caught:
            call()
        return str(caught.value.response["Error"]["Code"])

    return run
