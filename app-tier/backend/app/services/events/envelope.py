"""EventBridge's envelope around an event of WorkSpaces, read without raising anything but `Unusable`.

Sources: CloudTrail User Guide, "AWS service events delivered via CloudTrail"; WorkSpaces Administration Guide, "Monitor
your WorkSpaces using Amazon EventBridge" (`WorkSpaces Access`: successful logins, best effort).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from app.services.events.content import bounded, loads
from app.services.events.record import MAX_NAME, EventRecord, parse, text, time_of
from app.services.events.touched import Touch, workspace_ids
from app.services.events.windows import KEPT

SOURCE, SERVICE = "aws.workspaces", "workspaces.amazonaws.com"
CALL, ACCESS = "AWS API Call via CloudTrail", "WorkSpaces Access"
AHEAD = timedelta(days=1)


class Unusable(Exception):  # noqa: N818 - a finding about a message
    """A message that makes no sense, and why."""


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody signed in to a WorkSpace."""

    workspace_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a message tells: an event, and the login that it is where it is one."""

    record: EventRecord
    login: Login | None = None


def read(body: str, now: datetime) -> Arrival | None:
    """What the message tells; None for an event of something else. Raises Unusable.

    A message that came through an SNS topic is taken out of its wrapping.
    """
    envelope = loads(body)
    if isinstance(envelope, dict) and envelope.get("Type") == "Notification":
        envelope = loads(envelope.get("Message"))
    if not isinstance(envelope, dict):
        raise Unusable("It is not a JSON object.")
    kind, detail = envelope.get("detail-type"), envelope.get("detail")
    if not isinstance(kind, str) or not isinstance(detail, dict):
        raise Unusable("It has no detail-type and detail of EventBridge.")
    account_id, region = envelope.get("account"), envelope.get("region")
    if not isinstance(account_id, str) or not isinstance(region, str):
        raise Unusable("It names no account and Region.")
    if kind == CALL:
        if detail.get("eventSource") != SERVICE:
            return None
        arrival = Arrival(_call(detail, account_id, region))
    elif kind == ACCESS and envelope.get("source") == SOURCE:
        arrival = _access(envelope, detail, account_id, region)
    else:
        return None
    if not now - KEPT < arrival.record.event_time < now + AHEAD:
        raise Unusable(f"Its time, {arrival.record.event_time:%Y-%m-%d %H:%M} UTC, is out of range.")
    return arrival


def _call(detail: Mapping[str, Any], account_id: str, region: str) -> EventRecord:
    """The record, the very same as the one that LookupEvents gives: both have the event's own id."""
    if not isinstance(detail.get("eventID"), str):
        raise Unusable("The call has no eventID.")
    record = parse({"CloudTrailEvent": orjson.dumps(detail)}, account_id, region)
    if record is None:
        raise Unusable("The call has no time.")
    return record


def _access(envelope: Mapping[str, Any], detail: Mapping[str, Any], account_id: str, region: str) -> Arrival:
    at = time_of(detail.get("loginTime")) or time_of(envelope.get("time"))
    event_id = text(envelope.get("id"), MAX_NAME)
    [*ids] = workspace_ids(detail.get("workspaceId"))
    if at is None or event_id is None or not ids:
        raise Unusable("The login has no time, id or WorkSpace.")
    client = (detail.get(name) for name in ("workspacesClientProductName", "clientPlatform", "clientVersion"))
    succeeded = detail.get("actionType") == "successfulLogin"
    record = EventRecord(
        event_id=event_id,
        event_time=at,
        account_id=account_id,
        region=region,
        event_name=ACCESS,
        username=None,
        user_type=None,
        user_arn=None,
        invoked_by=None,
        source_ip=text(detail.get("clientIpAddress"), MAX_NAME),
        user_agent=text(" ".join(part for part in client if isinstance(part, str) and part)),
        error_code=None,
        error_message=None,
        read_only=None,
        request_parameters=bounded({**detail, "directoryId": _directory(detail.get("directoryId"))}),
        response_elements=None,
        touches=(Touch(ids[0]),),
    )
    return Arrival(record, Login(ids[0], at) if succeeded else None)


def _directory(value: object) -> object:
    """The id of the directory, which comes as `domain/d-...`."""
    return value.removeprefix("domain/") if isinstance(value, str) else value
