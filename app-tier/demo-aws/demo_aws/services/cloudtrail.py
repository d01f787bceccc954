"""CloudTrail: LookupEvents over the management events of the last 90 days, newest first, 50 a page."""

from typing import Any

import orjson

from demo_aws.estate.calendar import DAY
from demo_aws.estate.trail import KEPT_DAYS, Entry
from demo_aws.estate.trail_event import event, identity
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError

PAGE = 50
LOOKED_AT = 2000
"""Entries looked at for one page: a rare attribute gives short pages, and even empty ones, with a token."""


def lookup_events(call: Call) -> dict[str, Any]:
    """One attribute a call. Times are whole seconds, both ends included."""
    params = call.params
    attributes = params.get("LookupAttributes", [])
    if len(attributes) > 1:
        raise AwsError("InvalidLookupAttributesException", "You can specify only one lookup attribute per request.")
    start = max(_time(params.get("StartTime", 0)), int(call.now) - KEPT_DAYS * DAY)
    end = min(_time(params.get("EndTime", call.now)), int(call.now))
    if "StartTime" in params and "EndTime" in params and _time(params["StartTime"]) > _time(params["EndTime"]):
        raise AwsError("InvalidTimeRangeException", "The start time must be before the end time.")
    bound = [attributes, params.get("StartTime"), params.get("EndTime")]
    invalid = AwsError("InvalidNextTokenException", "The NextToken is not valid for this request.")
    place = call.resume(params.get("NextToken"), bound, invalid)
    rows = call.world.trail.entries(*call.scope, call.now)
    index = call.world.trail.position(rows, end + 1)
    if place:
        index = min(index, _before(rows, place))
    return _page(call, rows, index, start, bound)


def _page(call: Call, rows: list[Entry], index: int, start: int, bound: list[Any]) -> dict[str, Any]:
    size = call.params.get("MaxResults", PAGE)
    wanted = next(iter(call.params.get("LookupAttributes", [])), None)
    found: list[dict[str, Any]] = []
    looked = 0
    while index > 0 and rows[index - 1].at >= start:
        if len(found) == size or looked == LOOKED_AT:
            return {"Events": found, "NextToken": call.token([rows[index].at, rows[index].event_id], bound)}
        index -= 1
        looked += 1
        entry = rows[index]
        if call.world.trail.visible(entry, call.now) and (wanted is None or _matches(call, entry, wanted)):
            found.append(_shown(call, entry))
    return {"Events": found}


def _before(rows: list[Entry], place: list[Any]) -> int:
    """The index of the entry where the page before ended: everything older follows."""
    at, event_id = place
    index = next((i for i in range(len(rows) - 1, -1, -1) if rows[i].at <= at), -1) + 1
    while index > 0 and (rows[index - 1].at, rows[index - 1].event_id) >= (at, event_id):
        index -= 1
    return index


def _time(value: float | str) -> int:
    return int(float(value))


def _matches(call: Call, entry: Entry, wanted: dict[str, str]) -> bool:
    key, value = wanted["AttributeKey"], wanted["AttributeValue"]
    match key:
        case "EventSource":
            return entry.source == value
        case "EventName":
            return entry.name == value
        case "Username":
            return entry.actor == value
        case "ReadOnly":
            return str(entry.read_only).lower() == value
        case "EventId":
            return entry.event_id == value
        case "ResourceName":
            return any(call.fleet.workspace_id(number) == value for number in entry.numbers)
        case "ResourceType":
            return value == "AWS::WorkSpaces::Workspace" and bool(entry.numbers)
        case _:
            return bool(identity(call.fleet, call.account_id, entry.actor)["accessKeyId"] == value)


def _shown(call: Call, entry: Entry) -> dict[str, Any]:
    document = event(call.fleet, call.world.trail, entry, *call.scope)
    return {
        "EventId": entry.event_id,
        "EventName": entry.name,
        "ReadOnly": str(entry.read_only).lower(),
        "AccessKeyId": document["userIdentity"].get("accessKeyId", ""),
        "EventTime": entry.at,
        "EventSource": entry.source,
        "Username": entry.actor,
        "Resources": [
            {"ResourceType": "AWS::WorkSpaces::Workspace", "ResourceName": call.fleet.workspace_id(number)}
            for number in entry.numbers
        ],
        "CloudTrailEvent": orjson.dumps(document).decode(),
    }
