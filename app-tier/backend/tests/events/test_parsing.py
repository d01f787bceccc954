"""CloudTrail records read: what is told, what is unknown, and which WorkSpaces are touched."""

import json
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.aws.access import AGENT
from app.services.events.content import MAX_BYTES, bounded
from app.services.events.record import OWN_AGENT, EventRecord, parse
from app.services.events.touched import Touch

ACCOUNT, REGION = "111111111111", "eu-west-1"
AT = datetime(2026, 10, 3, 8, 15, 30, tzinfo=UTC)


def item(payload: object = None, **beside: Any) -> dict[str, Any]:
    """One item of LookupEvents as botocore gives it."""
    text = payload if isinstance(payload, str | None) else json.dumps(payload)
    made = {"EventId": "e-1", "EventName": "Beside", "EventTime": AT, "Username": "listed", "CloudTrailEvent": text}
    return {**made, **beside}


def read(payload: object = None, **beside: Any) -> EventRecord:
    record = parse(item(payload, **beside), ACCOUNT, REGION)
    assert record is not None
    return record


def call(name: str, request: Any = None, response: Any = None, **more: Any) -> EventRecord:
    return read({"eventName": name, "requestParameters": request, "responseElements": response, **more})


def test_every_member_of_a_record_is_read() -> None:
    record = read(
        {
            "eventID": "abc",
            "eventName": "ModifyWorkspaceProperties",
            "eventTime": "2026-10-03T08:15:30Z",
            "awsRegion": "us-west-2",
            "recipientAccountId": "222222222222",
            "sourceIPAddress": "203.0.113.7",
            "userAgent": "console",
            "errorCode": "AccessDeniedException",
            "errorMessage": "no",
            "readOnly": False,
            "userIdentity": {"type": "IAMUser", "userName": "ada", "arn": "arn:aws:iam::222222222222:user/ada"},
            "requestParameters": {"workspaceId": "ws-00000001"},
            "responseElements": None,
        }
    )
    assert record == EventRecord(
        event_id="abc",
        event_time=AT,
        account_id="222222222222",
        region="us-west-2",
        event_name="ModifyWorkspaceProperties",
        username="ada",
        user_type="IAMUser",
        user_arn="arn:aws:iam::222222222222:user/ada",
        invoked_by=None,
        source_ip="203.0.113.7",
        user_agent="console",
        error_code="AccessDeniedException",
        error_message="no",
        read_only=False,
        request_parameters={"workspaceId": "ws-00000001"},
        response_elements=None,
        touches=(Touch("ws-00000001", failed=True),),
    )


@pytest.mark.parametrize("payload", [None, "", "{", "null", "[]", "12", '"text"', "\ufeff{}"])
def test_a_payload_that_cannot_be_read_leaves_what_stands_beside_it(payload: str | None) -> None:
    record = read(payload, ReadOnly="true")
    assert (record.event_id, record.event_name, record.event_time) == ("e-1", "Beside", AT)
    assert (record.username, record.account_id, record.region) == ("listed", ACCOUNT, REGION)
    assert (record.read_only, record.request_parameters, record.error_code, record.touches) == (True, None, None, ())


def test_an_event_without_an_id_gets_the_same_one_each_time_and_one_without_a_time_is_none() -> None:
    nameless = {"EventTime": AT, "EventName": "X", "CloudTrailEvent": "{"}
    first, again = parse(nameless, ACCOUNT, REGION), parse(dict(nameless), ACCOUNT, REGION)
    assert first is not None and again is not None
    assert first.event_id == again.event_id
    assert parse({"EventId": "e"}, ACCOUNT, REGION) is None
    assert parse(item({"eventTime": "0001-01-01T00:00:00+14:00"}, EventTime=None), ACCOUNT, REGION) is None


ROLE = "arn:aws:sts::111111111111:assumed-role/Ops/eva@example.com"


@pytest.mark.parametrize(
    ("identity", "username"),
    [
        ({"type": "IAMUser", "userName": "ada"}, "ada"),
        ({"type": "AssumedRole", "arn": ROLE, "sessionContext": {"sessionIssuer": {"userName": "Ops"}}},
         "eva@example.com"),
        ({"type": "AssumedRole", "principalId": "AROA1:bob"}, "bob"),
        ({"type": "AssumedRole", "sessionContext": {"sessionIssuer": {"userName": "Ops"}}}, "Ops"),
        ({"type": "Root", "arn": "arn:aws:iam::111111111111:root"}, "root"),
        ({"type": "AWSService", "invokedBy": "workspaces.amazonaws.com"}, "workspaces.amazonaws.com"),
        ({"type": "AssumedRole", "arn": ROLE, "invokedBy": "cloudformation.amazonaws.com"}, "eva@example.com"),
        ({"type": "FederatedUser", "arn": "arn:aws:sts::111111111111:federated-user/fay"}, "fay"),
        ({"type": "Unheard"}, "listed"),
        ({}, "listed"),
        ([], "listed"),
    ],
)  # fmt: skip
def test_the_caller_is_named_as_people_know_them(identity: object, username: str) -> None:
    assert read({"userIdentity": identity}).username == username


A, B, C = "ws-aaaaaaaa1", "ws-bbbbbbbb2", "ws-cccccccc3"


@pytest.mark.parametrize("verb", ["terminate", "start", "stop", "reboot", "rebuild"])
def test_a_batch_call_touches_every_workspace_and_marks_the_failed_ones(verb: str) -> None:
    record = call(
        f"{verb.capitalize()}Workspaces",
        {f"{verb}WorkspaceRequests": [{"workspaceId": A}, {"workspaceId": B}, {"workspaceId": A}]},
        {"failedRequests": [{"workspaceId": B, "errorCode": "ResourceNotFound.Workspace"}]},
    )
    effect: Any = "terminate" if verb == "terminate" else None
    assert record.touches == (Touch(A, effect=effect), Touch(B, failed=True, effect=effect))


def test_created_workspaces_come_from_the_response() -> None:
    record = call(
        "CreateWorkspaces",
        {"workspaces": [{"userName": "ada", "bundleId": "wsb-123456789"}]},
        {"pendingRequests": [{"workspaceId": A}, {"workspaceId": B}],
         "failedRequests": [{"workspaceRequest": {"userName": "bob"}, "errorCode": "ResourceLimitExceeded"}]},
    )  # fmt: skip
    assert record.touches == (Touch(A, effect="create"), Touch(B, effect="create"))


def test_a_standby_is_created_and_its_primary_only_touched() -> None:
    record = call(
        "CreateStandbyWorkspaces",
        {"standbyWorkspaces": [{"primaryWorkspaceId": A}]},
        {"pendingStandbyRequests": [{"workspaceId": B}]},
    )
    assert record.touches == (Touch(A), Touch(B, effect="create"))


def test_a_migration_ends_the_source_and_makes_the_target() -> None:
    record = call(
        "MigrateWorkspace",
        {"sourceWorkspaceId": A, "bundleId": "wsb-1"},
        {"sourceWorkspaceId": A, "targetWorkspaceId": B},
    )
    assert record.touches == (Touch(A, effect="terminate"), Touch(B, effect="create"))


@pytest.mark.parametrize(
    ("name", "request_", "expected"),
    [
        ("CreateTags", {"resourceId": A, "tags": []}, (A,)),
        ("DeleteTags", {"resourceId": A}, (A,)),
        ("CreateTags", {"resourceId": "d-123"}, ()),
        ("ModifyWorkspaceProperties", {"workspaceId": A}, (A,)),
        ("ModifyWorkspaceState", {"workspaceId": A}, (A,)),
        ("RestoreWorkspace", {"workspaceId": A}, (A,)),
        ("DescribeWorkspacesConnectionStatus", {"workspaceIds": [A, B]}, (A, B)),
        ("SomethingNew", {"deep": [{"er": {"WorkspaceId": A}}]}, (A,)),
        ("TagResource", {"resourceArn": "x"}, ()),
        ("Odd", {"workspaceId": {"workspaceId": A}}, (A,)),
        ("Odd", {"workspaceId": ["wsb-1", None, 3, A]}, (A,)),
        ("Odd", {"description": A}, ()),
    ],
)
def test_the_id_is_found_wherever_the_service_puts_it(name: str, request_: Any, expected: tuple[str, ...]) -> None:
    assert tuple(touch.workspace_id for touch in call(name, request_).touches) == expected


def test_resources_beside_the_parameters_count_too() -> None:
    arn = f"arn:aws:workspaces:eu-west-1:111111111111:workspace/{B}"
    record = read({"resources": [{"ARN": arn}]}, Resources=[{"ResourceName": A}, {"ResourceName": "d-1"}])
    assert {touch.workspace_id for touch in record.touches} == {A, B}


def test_a_refused_call_failed_for_all_of_its_workspaces() -> None:
    record = call("TerminateWorkspaces", {"terminateWorkspaceRequests": [{"workspaceId": A}]}, errorCode="AccessDenied")
    assert record.touches == (Touch(A, failed=True, effect="terminate"),)


def test_the_products_own_reads_are_kept_without_their_workspaces() -> None:
    assert AGENT.startswith(OWN_AGENT)
    polled = call("DescribeWorkspaces", {"workspaceIds": [A]}, readOnly=True, userAgent=f"Boto3/1 {AGENT}")
    assert (polled.event_name, polled.touches) == ("DescribeWorkspaces", ())
    assert call("DescribeWorkspaces", {"workspaceIds": [A]}, readOnly=True, userAgent="aws-cli/2").touches == (
        Touch(A),
    )


def test_secrets_are_hidden_and_long_things_cut() -> None:
    kept = bounded(
        {"adminPassword": "p", "radiusSettings": {"sharedSecret": "s"}, "nextToken": "n", "volumeEncryptionKey": "k"}
    )
    assert kept == {
        "adminPassword": "***",
        "radiusSettings": {"sharedSecret": "***"},
        "nextToken": "n",
        "volumeEncryptionKey": "k",
    }
    assert len(bounded("x" * 100_000)) < 5_000
    assert len(bounded(list(range(1_000)))) == 501
    assert bounded(["x" * 4_000] * 100)["truncated"] is True


def test_what_json_or_the_database_cannot_hold_is_replaced() -> None:
    record = read(
        '{"requestParameters": {"a": NaN, "b": 1e999, "c": "\\u0000", "d": "\\ud800", "e": 1' + "0" * 30 + "}}"
    )
    assert record.request_parameters == {"a": None, "b": None, "c": "\ufffd", "d": "?", "e": None}


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(A),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.text() | st.sampled_from(["workspaceId", "failedRequests", "pendingRequests", "type", "arn", "password"]),
        inner,
    ),
    max_leaves=20,
)  # fmt: skip
MEMBERS = st.sampled_from(
    ["eventID", "eventName", "eventTime", "awsRegion", "recipientAccountId", "sourceIPAddress", "userAgent",
     "errorCode", "errorMessage", "readOnly", "userIdentity", "requestParameters", "responseElements", "resources"]
)  # fmt: skip
BESIDE = st.sampled_from(["EventId", "EventName", "Username", "Resources", "ReadOnly", "CloudTrailEvent"])


@given(payload=st.dictionaries(MEMBERS, ANY_JSON) | ANY_JSON, beside=st.dictionaries(BESIDE, ANY_JSON))
def test_no_json_whatever_makes_the_reading_fail(payload: Any, beside: dict[str, Any]) -> None:
    record = parse({**item(json.dumps(payload)), **beside}, ACCOUNT, REGION)
    assert record is not None
    for kept in (record.request_parameters, record.response_elements):
        stored = orjson.dumps(kept)
        assert len(stored) <= MAX_BYTES
        assert b"\\u0000" not in stored
    texts = (record.event_id, record.event_name, record.username, record.source_ip, record.user_agent, record.region)
    assert all(text is None or (text and "\0" not in text and text.encode()) for text in texts)
    assert len({touch.workspace_id for touch in record.touches}) == len(record.touches)


@given(text=st.text() | st.binary())
def test_no_text_whatever_makes_the_reading_fail(text: str | bytes) -> None:
    assert parse(item(text if isinstance(text, str) else text.decode("latin-1")), ACCOUNT, REGION) is not None


@given(ids=st.lists(st.from_regex(r"ws-[0-9a-z]{9}", fullmatch=True), unique=True, max_size=25), data=st.data())
def test_every_workspace_of_a_batch_is_touched_once_and_failed_only_where_it_failed(
    ids: list[str], data: st.DataObject
) -> None:
    failed = data.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
    record = call(
        "StopWorkspaces",
        {"stopWorkspaceRequests": [{"workspaceId": i} for i in ids]},
        {"failedRequests": [{"workspaceId": i} for i in failed]},
    )
    assert {t.workspace_id: t.failed for t in record.touches} == {i: i in failed for i in ids}
