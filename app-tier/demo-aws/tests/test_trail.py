"""CloudTrail: consistent with the inventory, paged, limited."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

DAY = 86_400
SOURCE = {"LookupAttributes": [{"AttributeKey": "EventSource", "AttributeValue": "workspaces.amazonaws.com"}]}


def lookup(client: Any, **params: Any) -> list[dict[str, Any]]:
    pages = client.get_paginator("lookup_events").paginate(**params)
    return [event for page in pages for event in page["Events"]]


def document(event: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(event["CloudTrailEvent"]))


@pytest.fixture(scope="module")
def events(estate: Any) -> list[dict[str, Any]]:
    return lookup(estate.client("cloudtrail", slug="eng"), **SOURCE)


def test_newest_first_each_once_ninety_days(estate: Any, events: list[dict[str, Any]]) -> None:
    assert len(events) > 300
    times = [event["EventTime"].timestamp() for event in events]
    assert times == sorted(times, reverse=True)
    assert len({event["EventId"] for event in events}) == len(events)
    assert estate.world.clock.now() - 91 * DAY < times[-1] < estate.world.clock.now() - 85 * DAY
    for event in events:
        inner = document(event)
        assert inner["eventID"] == event["EventId"]
        assert inner["eventName"] == event["EventName"]
        assert inner["eventTime"] == event["EventTime"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_creations_and_ends_are_those_of_the_inventory(estate: Any, events: list[dict[str, Any]]) -> None:
    now = estate.world.clock.now()
    truth = {row["workspace_id"]: row for row in estate.truth("eng", ended_days=80)}
    born, ended = {}, {}
    for event in events:
        inner = document(event)
        if event["EventName"] == "CreateWorkspaces":
            for one in inner["responseElements"]["pendingRequests"]:
                born[one["workspaceId"]] = inner["eventTime"]
        if event["EventName"] == "TerminateWorkspaces" and "errorCode" not in inner:
            for one in inner["requestParameters"]["terminateWorkspaceRequests"]:
                ended[one["workspaceId"]] = event["EventTime"].timestamp()
    recent = {
        key: row["created_at"]
        for key, row in truth.items()
        if now - 80 * DAY < datetime.fromisoformat(row["created_at"]).timestamp() < now - 300
    }
    assert len(recent) > 5
    assert {key: born.get(key) for key in recent} == recent
    for key, row in truth.items():
        if row["terminated_at"]:
            assert ended[key] == datetime.fromisoformat(row["terminated_at"]).timestamp() - 300


def test_mode_changes_lead_to_the_mode_of_today(estate: Any, events: list[dict[str, Any]]) -> None:
    truth = {row["workspace_id"]: row for row in estate.truth("eng")}
    seen: dict[str, str] = {}
    for event in events:
        if event["EventName"] == "ModifyWorkspaceProperties":
            asked = document(event)["requestParameters"]
            mode = asked["workspaceProperties"].get("runningMode")
            if mode and asked["workspaceId"] in truth:
                seen.setdefault(asked["workspaceId"], mode)
    assert seen
    assert seen == {key: truth[key]["running_mode"] for key in seen}


def test_one_call_touches_many_and_some_are_refused(estate: Any) -> None:
    everything = [
        document(event)
        for slug in ("larkfield", "eng", "fin", "care")
        for event in lookup(estate.client("cloudtrail", slug=slug), **SOURCE)
    ]
    batches = [
        len(one["requestParameters"]["rebootWorkspaceRequests"])
        for one in everything
        if one["eventName"] == "RebootWorkspaces"
    ]
    assert max(batches) > 1
    refused = [one for one in everything if one.get("errorCode") == "AccessDenied"]
    assert refused
    assert all(one["errorMessage"] for one in refused)
    assert any(one.get("errorCode") == "ThrottlingException" for one in everything)
    partial = [
        one
        for one in everything
        if one["eventName"] == "CreateWorkspaces" and one["responseElements"]["failedRequests"]
    ]
    assert partial


@pytest.mark.parametrize(
    ("key", "value"),
    [("EventName", "CreateWorkspaces"), ("Username", "lab-automation"), ("ReadOnly", "true")],
)
def test_one_attribute_narrows(estate: Any, events: list[dict[str, Any]], key: str, value: str) -> None:
    client = estate.client("cloudtrail", slug="eng")
    got = lookup(client, LookupAttributes=[{"AttributeKey": key, "AttributeValue": value}])
    assert got
    name = {"EventName": "EventName", "Username": "Username", "ReadOnly": "ReadOnly"}[key]
    assert {event[name] for event in got} == {value}
    all_of_it = [event["EventId"] for event in events if event[name] == value]
    assert set(all_of_it) <= {event["EventId"] for event in got}


def test_by_resource_and_by_id(estate: Any, events: list[dict[str, Any]]) -> None:
    client = estate.client("cloudtrail", slug="eng")
    one = next(event for event in events if event["EventName"] == "CreateWorkspaces")
    workspace_id = one["Resources"][0]["ResourceName"]
    attribute = [{"AttributeKey": "ResourceName", "AttributeValue": workspace_id}]
    assert one["EventId"] in [event["EventId"] for event in lookup(client, LookupAttributes=attribute)]
    attribute = [{"AttributeKey": "EventId", "AttributeValue": one["EventId"]}]
    assert [event["EventId"] for event in lookup(client, LookupAttributes=attribute)] == [one["EventId"]]


def test_a_window_is_kept(estate: Any, events: list[dict[str, Any]]) -> None:
    now = estate.world.clock.now()
    start, end = datetime.fromtimestamp(int(now) - 20 * DAY, UTC), datetime.fromtimestamp(int(now) - 10 * DAY, UTC)
    got = lookup(estate.client("cloudtrail", slug="eng"), **SOURCE, StartTime=start, EndTime=end)
    assert [event["EventId"] for event in got] == [
        event["EventId"] for event in events if start <= event["EventTime"] <= end
    ]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"MaxResults": 51}, "InvalidMaxResultsException"),
        (
            {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "x"}] * 2},
            "InvalidLookupAttributesException",
        ),
        ({"LookupAttributes": [{"AttributeKey": "Colour", "AttributeValue": "x"}]}, "InvalidLookupAttributesException"),
        ({"NextToken": "made-up"}, "InvalidNextTokenException"),
        (
            {"StartTime": datetime(2026, 2, 1, tzinfo=UTC), "EndTime": datetime(2026, 1, 1, tzinfo=UTC)},
            "InvalidTimeRangeException",
        ),
    ],
)
def test_limits(estate: Any, code: Any, params: dict[str, Any], expected: str) -> None:
    assert code(lambda: estate.client("cloudtrail").lookup_events(**params)) == expected


def test_events_arrive_late_and_out_of_order(fresh: Any) -> None:
    estate = fresh(size=500)
    trail, now = estate.world.trail, estate.world.clock.now()
    rows = trail.entries(estate.account("eng").account_id, "us-east-1", now)
    delays = [next(late for late in range(241) if trail.visible(one, one.at + late)) for one in rows[:200]]
    assert min(delays) < 20
    assert max(delays) > 200
