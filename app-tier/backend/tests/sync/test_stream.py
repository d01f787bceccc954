"""Live updates through a real HTTP server."""

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from redis import Redis

from app.core import redis
from app.core.config import get_settings
from app.core.redis import get_redis, stream_channel
from app.services.sync import progress, streaming
from tests.aws.fake import HOME, FakeAws, fleet

SignIn = Callable[..., dict[str, str]]


@pytest.fixture
def server(db: None) -> Iterator[str]:
    from app.main import create_app

    config = uvicorn.Config(
        create_app(), port=0, log_config=None, ws="none", lifespan="off", timeout_graceful_shutdown=1
    )
    made = uvicorn.Server(config)
    thread = threading.Thread(target=made.run)
    thread.start()
    while not made.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{made.servers[0].sockets[0].getsockname()[1]}"
    made.should_exit = True
    thread.join(10)


def listen(server: str, header: dict[str, str], meanwhile: Callable[[], object], wanted: int) -> list[tuple[str, Any]]:
    """The first events that come after the subscription."""
    events: list[tuple[str, Any]] = []
    with httpx.stream("GET", f"{server}/api/stream", headers=header, timeout=20) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        name = ""
        for line in answer.iter_lines():
            if line.startswith(": ") and meanwhile is not None:
                meanwhile()
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            if line.startswith("data: "):
                events.append((name, json.loads(line.removeprefix("data: "))))
            if len(events) >= wanted:
                break
    return events


def test_an_operator_sees_the_sync_and_the_data_change(server: str, aws: FakeAws, sign_in: SignIn, sync: Any) -> None:
    aws.workspaces[HOME, "us-east-1"] = fleet(2)
    events = listen(server, sign_in("operator"), lambda: sync(collectors=["workspaces"], regions=["us-east-1"]), 5)
    lines = [data for name, data in events if name == "sync"]
    assert ("data", {"dataset": "workspaces"}) in events
    assert (lines[0]["status"], lines[0]["steps_total"]) == ("queued", 0)
    assert set(lines[0]) == {*progress.SyncSummary.model_fields}


def test_a_viewer_sees_only_data_of_their_accounts(server: str, sign_in: SignIn) -> None:
    def publish() -> None:
        progress.publish_data("workspaces", "222222222222")
        progress.publish_data("bundles", HOME)

    assert listen(server, sign_in("viewer", account_scope=[HOME]), publish, 1) == [("data", {"dataset": "bundles"})]


def test_another_database_of_the_same_redis_has_a_stream_of_its_own(
    server: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    neighbour = Redis.from_url(get_settings().redis_url.rpartition("/")[0] + "/13")

    def publish() -> None:
        with monkeypatch.context() as patched:
            patched.setattr(redis, "get_redis", lambda: neighbour)
            patched.setattr(progress, "get_redis", lambda: neighbour)
            progress.publish_data("bundles", HOME)
        progress.publish_data("workspaces", HOME)

    assert listen(server, sign_in("viewer"), publish, 1) == [("data", {"dataset": "workspaces"})]


def test_nobody_listens_without_a_token(server: str, db: None) -> None:
    answer = httpx.get(f"{server}/api/stream")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


def test_a_user_who_was_disabled_is_cut_off(server: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.db.session import unit_of_work
    from app.models.models import User

    monkeypatch.setattr(streaming, "HEARTBEAT_S", 0.2)

    def disable() -> None:
        with unit_of_work() as session:
            session.query(User).update({"is_active": False})

    assert listen(server, sign_in("viewer"), disable, 1) == []


def test_listeners_leave_no_subscription_behind(server: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT_S", 0.2)
    listen(server, sign_in("viewer"), lambda: progress.publish_data("workspaces", HOME), 1)
    for _ in range(100):
        if dict(get_redis().pubsub_numsub(stream_channel())) == {stream_channel(): 0}:
            return
        threading.Event().wait(0.1)
    pytest.fail("the subscription is still there")
