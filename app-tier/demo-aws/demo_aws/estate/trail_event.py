"""A trail entry written out as CloudTrail writes it: `CloudTrailEvent` with lowerCamelCase payloads.

Batch calls carry a list in requestParameters (`terminateWorkspaceRequests[]` and its like), CreateWorkspaces the new
ids in responseElements.pendingRequests and its failures beside them.
"""

from typing import Any

import orjson

from demo_aws.estate.calendar import iso
from demo_aws.estate.changes import ADMINS
from demo_aws.estate.draw import digest
from demo_aws.estate.fleet import Fleet
from demo_aws.estate.seat import Change, Seat
from demo_aws.estate.trail import INTERN, Entry, Trail

_BATCH_KEYS = {
    "TerminateWorkspaces": "terminateWorkspaceRequests",
    "RebootWorkspaces": "rebootWorkspaceRequests",
    "RebuildWorkspaces": "rebuildWorkspaceRequests",
    "StartWorkspaces": "startWorkspaceRequests",
    "StopWorkspaces": "stopWorkspaceRequests",
}
_PROPERTY_KEYS = {
    "mode": "runningMode",
    "timeout": "runningModeAutoStopTimeoutInMinutes",
    "compute": "computeTypeName",
    "root_gib": "rootVolumeSizeGib",
    "user_gib": "userVolumeSizeGib",
}
_ROLES = {
    "cost-optimizer": "WorkspacesCostOptimizer",
    "patch-automation": "PatchAutomation",
    "lab-automation": "LabAutomation",
}


def identity(fleet: Fleet, account_id: str, actor: str) -> dict[str, Any]:
    """`userIdentity`: admins and machines come through a role, the contractor is an IAM user."""
    tail = digest(fleet.key, f"key:{actor}", 8).hex().upper()
    if actor == INTERN:
        return {
            "type": "IAMUser",
            "principalId": f"AIDA{tail}",
            "arn": f"arn:aws:iam::{account_id}:user/{actor}",
            "accountId": account_id,
            "accessKeyId": f"AKIA{tail}",
            "userName": actor,
        }
    role = "WorkplaceAdmin" if actor in ADMINS else _ROLES.get(actor, "SecurityAudit")
    return {
        "type": "AssumedRole",
        "principalId": f"AROA{tail}:{actor}",
        "arn": f"arn:aws:sts::{account_id}:assumed-role/{role}/{actor}",
        "accountId": account_id,
        "accessKeyId": f"ASIA{tail}",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": f"AROA{tail}",
                "arn": f"arn:aws:iam::{account_id}:role/{role}",
                "accountId": account_id,
                "userName": role,
            },
            "attributes": {"mfaAuthenticated": "true" if actor in ADMINS else "false"},
        },
    }


def event(fleet: Fleet, trail: Trail, entry: Entry, account_id: str, region: str) -> dict[str, Any]:
    """The document inside `CloudTrailEvent`."""
    if entry.stored:
        document: dict[str, Any] = orjson.loads(entry.stored)
        return document
    who = identity(fleet, account_id, entry.actor)
    request, response = _payload(fleet, trail, entry)
    human = entry.actor in ADMINS
    made: dict[str, Any] = {
        "eventVersion": "1.10",
        "userIdentity": who,
        "eventTime": iso(entry.at),
        "eventSource": entry.source,
        "eventName": entry.name,
        "awsRegion": region,
        "sourceIPAddress": f"203.0.113.{digest(fleet.key, entry.actor, 1)[0]}" if human else "198.51.100.20",
        "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64)" if human else "Boto3/1.40.1 md/Botocore#1.40.1",
        "requestParameters": request,
        "responseElements": response,
        "requestID": trail.event_id(f"request:{entry.event_id}"),
        "eventID": entry.event_id,
        "readOnly": entry.read_only,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account_id,
        "eventCategory": "Management",
    }
    if entry.error:
        made["errorCode"] = entry.error
        made["errorMessage"] = (
            f"User: {who['arn']} is not authorized to perform: workspaces:{entry.name}"
            if entry.error == "AccessDenied"
            else "Rate exceeded"
        )
    return made


def _payload(fleet: Fleet, trail: Trail, entry: Entry) -> tuple[Any, Any]:
    seats = [seat for number in entry.numbers if (seat := fleet.find(fleet.workspace_id(number)))]
    if entry.name == "CreateWorkspaces" and seats:
        return _create(fleet, seats[0])
    if entry.name in _BATCH_KEYS and seats:
        return {_BATCH_KEYS[entry.name]: [{"workspaceId": seat.workspace_id} for seat in seats]}, {"failedRequests": []}
    if entry.name in _BATCH_KEYS:
        return {_BATCH_KEYS[entry.name]: [{"workspaceId": "ws-000000000"}]}, None
    if entry.change >= 0:
        return _change(seats[0], trail.change_of(entry, seats[0])), None
    if entry.name == "AssumeRole":
        return {
            "roleArn": f"arn:aws:iam::{fleet.accounts[0].account_id}:role/SecurityAudit",
            "roleSessionName": entry.actor,
        }, None
    return ({"limit": 25} if entry.name == "DescribeWorkspaces" else None), None


def _create(fleet: Fleet, seat: Seat) -> tuple[Any, Any]:
    asked: dict[str, Any] = {
        "directoryId": seat.directory.directory_id,
        "userName": seat.user_name,
        "bundleId": seat.bundle.bundle_id,
        "workspaceProperties": {"runningMode": seat.mode},
        "tags": [{"key": key, "value": value} for key, value in seat.tags.items()],
    }
    if seat.mode == "AUTO_STOP":
        asked["workspaceProperties"]["runningModeAutoStopTimeoutInMinutes"] = seat.timeout_minutes
    if seat.encrypted:
        asked |= {"volumeEncryptionKey": seat.directory.kms_key, "userVolumeEncryptionEnabled": True,
                  "rootVolumeEncryptionEnabled": True}  # fmt: skip
    pending = {
        "workspaceId": seat.workspace_id,
        "directoryId": seat.directory.directory_id,
        "userName": seat.user_name,
        "bundleId": seat.bundle.bundle_id,
        "state": "PENDING",
    }
    wanted, failed = [asked], []
    if digest(fleet.key, f"partial:{seat.number}", 1)[0] < 10:
        other = {**asked, "userName": "no.such.user"}
        wanted.append(other)
        failed.append(
            {
                "workspaceRequest": other,
                "errorCode": "ResourceNotFound.User",
                "errorMessage": "The specified user could not be found in the directory.",
            }
        )
    return {"workspaces": wanted}, {"pendingRequests": [pending], "failedRequests": failed}


def _change(seat: Seat, change: Change) -> dict[str, Any]:
    if change.kind == "tag":
        return {"resourceId": seat.workspace_id, "tags": [{"key": change.key, "value": change.after}]}
    if change.kind == "untag":
        return {"resourceId": seat.workspace_id, "tagKeys": [change.key]}
    return {"workspaceId": seat.workspace_id, "workspaceProperties": {_PROPERTY_KEYS[change.kind]: change.after}}
