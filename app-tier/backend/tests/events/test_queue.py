"""EventBridge through SQS, over HTTP: what happens in the demo estate is known, once, whatever the queue does."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from starlette.testclient import TestClient

from app.core.config import get_settings
from app.core.queue import QUEUE_KEYS
from app.core.redis import get_redis
from app.db.session import unit_of_work
from app.models.models import AwsAccount
from app.services.aws import access
from app.services.aws.collectors import event_queue
from app.services.aws.queues import Queue
from app.services.events.arrivals import Taken
from app.services.sync import listening, locks, ticking
from tests.aws.conftest import aws
from tests.sync.conftest import rows, settings, sync
from tests.sync.test_demo_estate import Estate, estate, running

__all__ = ["aws", "estate", "running", "settings", "sync"]
Sync = Callable[..., int]
NAME = "workspaces-inventory"


class Bus:
    """The queue of the estate, as a test writes into it."""

    def __init__(self, estate: Estate) -> None:
        home = estate.accounts["home"]
        self.account, self.region = str(home["account_id"]), "us-east-1"
        keys = {"aws_access_key_id": home["access_key_id"], "aws_secret_access_key": home["secret_access_key"]}
        self.workspaces: Any = boto3.client("workspaces", region_name=self.region, endpoint_url=estate.url, **keys)
        self.sqs: Any = boto3.client("sqs", region_name=self.region, endpoint_url=estate.url, **keys)
        self.url = self.sqs.get_queue_url(QueueName=NAME)["QueueUrl"]
        self.empty()

    def empty(self) -> None:
        while messages := self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])

    def send(self, *bodies: object) -> None:
        for body in bodies:
            text = body if isinstance(body, str) else json.dumps(body)
            self.sqs.send_message(QueueUrl=self.url, MessageBody=text)

    def left(self) -> int:
        asked = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = self.sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=asked)["Attributes"]
        return sum(map(int, told.values()))

    def login(self, workspace_id: str, at: datetime, number: int = 1) -> dict[str, Any]:
        when = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        detail = {
            "clientIpAddress": "203.0.113.7",
            "actionType": "successfulLogin",
            "workspacesClientProductName": "WorkSpaces Windows client",
            "loginTime": when,
            "clientPlatform": "Windows",
            "directoryId": "domain/d-1234567890",
            "clientVersion": "5.21.0",
            "workspaceId": workspace_id,
        }
        head = {"version": "0", "id": f"login-{number}", "source": "aws.workspaces", "time": when, "resources": []}
        place = {"account": self.account, "region": self.region}
        return {**head, **place, "detail-type": "WorkSpaces Access", "detail": detail}


@pytest.fixture
def bus(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    made = Bus(estate)
    monkeypatch.setenv("EVENT_QUEUE_ARNS", f"arn:aws:sqs:{made.region}:{made.account}:{NAME}")
    get_settings.cache_clear()
    access.forget()
    with unit_of_work() as session:
        session.add(AwsAccount(kind="home", account_id=made.account, name="Home"))
    yield made
    get_settings.cache_clear()


def mine(bus: Bus) -> str:
    [(workspace_id,)] = rows(
        "select workspace_id from workspaces where account_id = :a and region = :r "
        "and state in ('AVAILABLE', 'STOPPED') and terminated_at is null and running_mode = 'AUTO_STOP' "
        "order by 1 limit 1",
        a=bus.account,
        r=bus.region,
    )
    return str(workspace_id)


def listed(sync: Sync, bus: Bus, *collectors: str) -> str:
    sync(collectors=["workspaces", *collectors], account_ids=[bus.account], regions=[bus.region])
    return mine(bus)


def counts() -> dict[str, Any]:
    return dict(rows("select to_jsonb(q) from event_queues q")[0][0])  # type: ignore[call-overload]


def test_a_change_is_shown_and_explained_without_any_listing_and_the_poller_adds_nothing(bus: Bus, sync: Sync) -> None:
    workspace_id = listed(sync, bus)
    bus.workspaces.modify_workspace_properties(
        WorkspaceId=workspace_id, WorkspaceProperties={"RunningModeAutoStopTimeoutInMinutes": 240}
    )
    sync(collectors=["event_queue"])
    shown = "select auto_stop_timeout_minutes from workspaces where workspace_id = :w"
    assert rows(shown, w=workspace_id) == [(240,)]
    told = rows(
        "select after, changed_by, event_id from workspace_changes "
        "where workspace_id = :w and field = 'auto_stop_timeout_minutes'",
        w=workspace_id,
    )
    [(after, by, event_id)] = told
    assert (after, bool(by), bool(event_id)) == (240, True, True)
    assert bus.left() == 0
    sync(collectors=["events"], account_ids=[bus.account], regions=[bus.region])
    assert rows("select count(*) from events where event_id = :e", e=event_id) == [(1,)]
    linked = "select workspace_id from event_workspaces where event_id = :e"
    assert rows(linked, e=event_id) == [(workspace_id,)]


def test_a_login_is_the_last_connection_however_often_and_late_it_is_told(bus: Bus, sync: Sync) -> None:
    workspace_id = listed(sync, bus)
    now = datetime.now(UTC)
    late, early = bus.login(workspace_id, now, 2), bus.login(workspace_id, now - timedelta(hours=1), 1)
    bus.send(late, early, late)
    sync(collectors=["event_queue"])
    bus.send(early, late)
    sync(collectors=["event_queue"])
    state = "select connection_state, last_connected_at from workspaces where workspace_id = :w"
    assert rows(state, w=workspace_id) == [("CONNECTED", now)]
    events = rows(
        "select event_time, source_ip, request_parameters ->> 'directoryId', workspace_ids from events "
        "where event_name = 'WorkSpaces Access' and event_id like 'login-%' order by event_time"
    )
    assert events == [(at, "203.0.113.7", "d-1234567890", [workspace_id]) for at in (now - timedelta(hours=1), now)]
    assert (counts()["logins"], bus.left()) == (1, 0)


def test_a_login_older_than_the_last_look_at_connections_tells_nothing_new(bus: Bus, sync: Sync) -> None:
    workspace_id = listed(sync, bus, "connections")
    before = rows("select connection_state, last_connected_at from workspaces where workspace_id = :w", w=workspace_id)
    bus.send(bus.login(workspace_id, datetime.now(UTC) - timedelta(minutes=5)))
    sync(collectors=["event_queue"])
    after = rows("select connection_state, last_connected_at from workspaces where workspace_id = :w", w=workspace_id)
    assert after == before


def test_what_makes_no_sense_is_put_aside_and_counted_and_holds_nobody_up(
    bus: Bus, sync: Sync, client: TestClient, sign_in: Callable[..., dict[str, str]]
) -> None:
    workspace_id = listed(sync, bus)
    good = bus.login(workspace_id, datetime.now(UTC))
    bus.send(
        "not JSON \u0001",
        "[]",
        {"detail-type": "WorkSpaces Access", "detail": {}},
        {**good, "id": "x", "detail": {**good["detail"], "workspaceId": "nonsense"}},
        {**good, "id": "y", "detail": {**good["detail"], "loginTime": "2009-01-01T00:00:00Z"}},
        {**good, "id": "z", "account": "999999999999"},  # another company's
        {**good, "source": "aws.ec2", "detail-type": "EC2 Instance State-change Notification"},
        {"Type": "Notification", "Message": json.dumps(good)},  # through an SNS topic
    )
    sync(collectors=["event_queue"])
    found = counts()
    assert (found["put_aside"], found["ignored"], found["logins"], bus.left()) == (5, 2, 1, 0)
    reasons = rows("select reason from event_queue_rejects order by 1")
    assert len(reasons) == 5
    assert all(reason for (reason,) in reasons)
    listening_once(bus)
    told = client.get("/api/coverage", headers=sign_in("admin")).json()["items"]
    [item] = [item for item in told if item["collector"] == "event_queue"]
    assert (item["status"], item["account_id"], item["region"]) == ("ok", bus.account, bus.region)
    assert item["detail"]["put_aside"] == 5


def test_a_message_is_deleted_only_after_its_commit_and_comes_again_otherwise(
    bus: Bus, estate: Estate, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace_id = listed(sync, bus)
    monkeypatch.setattr(event_queue, "HIDDEN_S", 0)
    bus.send(bus.login(workspace_id, datetime.now(UTC)))
    estate.fault(kind="deny", service="sqs", operation="DeleteMessageBatch", count=1)
    run_id = sync(collectors=["event_queue"])
    assert rows("select status, error_kind from sync_steps where run_id = :i", i=run_id) == [("partial", "denied")]
    assert bus.left() == 1
    run_id = sync(collectors=["event_queue"])
    assert rows("select status, created from sync_steps where run_id = :i", i=run_id) == [("succeeded", 0)]
    assert rows("select count(*) from events where event_id = 'login-1'") == [(1,)]
    assert bus.left() == 0


def test_a_queue_that_may_not_be_read_is_said_so_and_tried_again_later(bus: Bus, estate: Estate, sync: Sync) -> None:
    listed(sync, bus)
    estate.fault(kind="deny", service="sqs", operation="ReceiveMessage", count=1)
    listening.listen(get_settings().event_queue_arns[0])
    told = "select status, error from coverage where collector = 'event_queue'"
    [(status, error)] = rows(told)
    assert (status, "sqs:ReceiveMessage" in str(error)) == ("denied", True)
    listening_once(bus)
    assert rows(told) == [("ok", None)]


def listening_once(bus: Bus) -> None:
    """A listener that empties the queue and leaves, because other work waits."""
    get_redis().rpush("default", "work")
    try:
        listening.listen(f"arn:aws:sqs:{bus.region}:{bus.account}:{NAME}")
    finally:
        get_redis().delete("default")


def test_a_listener_stays_while_others_work_on_what_can_wait_and_leaves_where_nobody_does(
    bus: Bus, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace_id = listed(sync, bus)
    arn = f"arn:aws:sqs:{bus.region}:{bus.account}:{NAME}"
    looks: list[int] = []
    original = listening.Source.deliver

    def deliver(self: listening.Source, wait_s: int, sums: Taken) -> bool:
        looks.append(wait_s)
        if len(looks) == 3:
            held.close()  # the other worker has ended its step
            bus.send(bus.login(workspace_id, datetime.now(UTC)))
        return original(self, 0, sums)

    monkeypatch.setattr(listening.Source, "deliver", deliver)
    get_redis().delete(*QUEUE_KEYS)  # nobody has taken the messages of the sync
    get_redis().rpush(QUEUE_KEYS[1], "months of hours")
    with ExitStack() as held:
        assert held.enter_context(locks.alone(locks.STEPS, 1))
        listening.listen(arn)
    get_redis().delete(QUEUE_KEYS[1])
    assert looks[:3] == [listening.WAIT_S] * 3
    assert set(looks[3:]) == {0}
    assert rows("select count(*) from events where event_id = 'login-1'") == [(1,)]


def test_the_tick_sends_one_listener_to_a_queue_and_none_while_somebody_listens(
    bus: Bus, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(sync, bus)
    sent: list[str] = []
    monkeypatch.setattr(listening.dispatch, "send_listener", sent.append)
    ticking.tick()
    ticking.tick()
    [arn] = get_settings().event_queue_arns
    assert sent == [arn]
    get_redis().flushdb()  # a Redis that forgets costs a message too many, and nothing else
    received = threading.Event()
    monkeypatch.setattr(listening, "LISTEN_S", 0.0)
    original = listening.Source.deliver

    def deliver(self: listening.Source, wait_s: int, sums: Taken) -> bool:
        received.set()
        ticking.tick()
        return original(self, 0, sums)

    monkeypatch.setattr(listening.Source, "deliver", deliver)
    monkeypatch.setattr(listening, "LISTEN_S", 0.2)
    listening.listen(arn)
    assert received.is_set()
    assert sent == [arn, arn]  # not in between, and its successor at the end


@pytest.mark.parametrize(
    ("arn", "place"),
    [
        ("arn:aws:sqs:eu-west-1:111122223333:q", ("eu-west-1", "111122223333", "q")),
        ("arn:aws-us-gov:sqs:us-gov-west-1:111122223333:q", ("us-gov-west-1", "111122223333", "q")),
        ("arn:aws-cn:sqs:cn-north-1:111122223333:q-1_x", ("cn-north-1", "111122223333", "q-1_x")),
    ],
)
def test_account_and_region_of_a_queue_stand_in_its_arn(arn: str, place: tuple[str, str, str]) -> None:
    queue = Queue.of(arn)
    assert (queue.region, queue.owner, queue.name) == place
