"""Every mutating call leaves its event in the trail, the refused ones too, as CloudTrail records them."""

from typing import Any
from uuid import uuid4

import orjson

from demo_aws.estate.calendar import iso
from demo_aws.estate.trail import Entry
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError

MUTATING = frozenset(
    {
        "CreateWorkspaces",
        "TerminateWorkspaces",
        "StartWorkspaces",
        "StopWorkspaces",
        "RebootWorkspaces",
        "RebuildWorkspaces",
        "ModifyWorkspaceProperties",
        "CreateTags",
        "DeleteTags",
    }
)


def lower_camel(value: Any) -> Any:
    """The same document with lowerCamelCase keys, as payloads are written in CloudTrail."""
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: lower_camel(one) for name, one in value.items()}
    return [lower_camel(one) for one in value] if isinstance(value, list) else value


def record(call: Call, answer: dict[str, Any] | None, error: AwsError | None = None) -> None:
    """Adds the event of `call` to the trail of its account and Region."""
    actor = call.principal.session_name or call.principal.arn.rpartition("/")[2]
    event_id = str(uuid4())
    document: dict[str, Any] = {
        "eventVersion": "1.10",
        "userIdentity": {
            "type": "AssumedRole" if call.principal.is_role else "IAMUser",
            "principalId": call.principal.user_id,
            "arn": call.principal.arn,
            "accountId": call.account_id,
            "accessKeyId": call.principal.access_key_id,
            "userName": actor,
        },
        "eventTime": iso(call.now),
        "eventSource": "workspaces.amazonaws.com",
        "eventName": call.operation,
        "awsRegion": call.region,
        "sourceIPAddress": call.source_ip,
        "userAgent": call.user_agent,
        "requestParameters": lower_camel(call.params),
        "responseElements": lower_camel(answer) if answer else None,
        "requestID": str(uuid4()),
        "eventID": event_id,
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": call.account_id,
        "eventCategory": "Management",
    }
    if error is not None:
        code = "AccessDenied" if error.code == "AccessDeniedException" else error.code
        document |= {"errorCode": code, "errorMessage": error.message}
    numbers = tuple(dict.fromkeys(_numbers(call, [call.params, answer])))
    entry = Entry(
        int(call.now),
        event_id,
        call.operation,
        actor,
        numbers,
        -1,
        document.get("errorCode", ""),
        stored=orjson.dumps(document),
    )
    call.world.journal.event(*call.scope, entry)


def _numbers(call: Call, value: Any) -> list[int]:
    """The numbers of every WorkSpace id that occurs anywhere in a payload."""
    if isinstance(value, dict):
        return [number for one in value.values() for number in _numbers(call, one)]
    if isinstance(value, list):
        return [number for one in value for number in _numbers(call, one)]
    if isinstance(value, str) and value.startswith("ws-"):
        seat = call.fleet.find(value)
        return [seat.number] if seat else []
    return []
