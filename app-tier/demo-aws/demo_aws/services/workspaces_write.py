"""WorkSpaces: the operations that change something. A batch call answers 200 and lists what failed."""

from typing import Any

from demo_aws.estate.calendar import DAY, HOUR
from demo_aws.estate.condition import MODIFY_SECONDS, properties, state
from demo_aws.estate.seat import ENDING_SECONDS, NEVER, Change, Seat
from demo_aws.wire.call import Call
from demo_aws.wire.errors import AwsError

EVENT = "api"
_SIZE_ORDER = ("VALUE", "STANDARD", "PERFORMANCE", "POWER", "POWERPRO", "GENERALPURPOSE_4XLARGE")
_REBOOTABLE = ("AVAILABLE", "UNHEALTHY", "IMPAIRED", "REBOOTING")
_REBUILDABLE = ("AVAILABLE", "ERROR", "UNHEALTHY", "STOPPED", "REBOOTING")
_STOPPABLE = ("AVAILABLE", "IMPAIRED", "UNHEALTHY", "ERROR")


def _living(call: Call, workspace_id: str) -> Seat | None:
    seat = call.fleet.find(workspace_id)
    return seat if seat and seat.directory.scope == call.scope and seat.alive(call.now) else None


def _batch(call: Call, member: str, kind: str, allowed: tuple[str, ...], modes: tuple[str, ...] = ()) -> dict[str, Any]:
    """Applies a change to each WorkSpace that is in an allowed state and running mode; the others fail."""
    failed = []
    for request in call.params[member]:
        workspace_id = request.get("WorkspaceId", "")
        seat = _living(call, workspace_id)
        problem = _problem(call, seat, allowed, modes)
        if problem or seat is None:
            failed.append(
                {"WorkspaceId": workspace_id, **dict(zip(("ErrorCode", "ErrorMessage"), problem, strict=True))}
            )
            continue
        call.world.journal.change(seat, Change(int(call.now), kind, actor=call.principal.arn, event_id=EVENT))
    return {"FailedRequests": failed}


def _problem(call: Call, seat: Seat | None, allowed: tuple[str, ...], modes: tuple[str, ...]) -> tuple[str, ...]:
    if seat is None:
        return "ResourceNotFound.Workspace", "The specified WorkSpace cannot be found."
    now = properties(seat, call.now)
    stands = state(call.fleet, seat, call.now, now)
    if modes and now.mode not in modes:
        return (
            "InvalidParameterCombination.RunningMode",
            f"The running mode {now.mode} does not support this operation.",
        )
    if stands not in allowed:
        return (
            "InvalidResourceState.WorkspaceState",
            f"The WorkSpace is {stands}; it must be one of {', '.join(allowed)}.",
        )
    return ()


def start_workspaces(call: Call) -> dict[str, Any]:
    return _batch(call, "StartWorkspaceRequests", "start", ("STOPPED",), ("AUTO_STOP", "MANUAL"))


def stop_workspaces(call: Call) -> dict[str, Any]:
    return _batch(call, "StopWorkspaceRequests", "stop", _STOPPABLE, ("AUTO_STOP", "MANUAL"))


def reboot_workspaces(call: Call) -> dict[str, Any]:
    return _batch(call, "RebootWorkspaceRequests", "reboot", _REBOOTABLE)


def rebuild_workspaces(call: Call) -> dict[str, Any]:
    return _batch(call, "RebuildWorkspaceRequests", "rebuild", _REBUILDABLE)


def terminate_workspaces(call: Call) -> dict[str, Any]:
    """Any state but SUSPENDED. The WorkSpace is TERMINATING for five minutes and then gone from the listing."""
    failed = []
    for request in call.params["TerminateWorkspaceRequests"]:
        seat = _living(call, request["WorkspaceId"])
        stands = state(call.fleet, seat, call.now, properties(seat, call.now)) if seat else ""
        if seat is None or stands == "SUSPENDED":
            code = "InvalidResourceState.WorkspaceState" if seat else "ResourceNotFound.Workspace"
            text = "The WorkSpace is SUSPENDED." if seat else "The specified WorkSpace cannot be found."
            failed.append({"WorkspaceId": request["WorkspaceId"], "ErrorCode": code, "ErrorMessage": text})
            continue
        call.world.journal.end(seat, int(call.now) + ENDING_SECONDS)
    return {"FailedRequests": failed}


def create_workspaces(call: Call) -> dict[str, Any]:
    """Up to 25; each goes to PendingRequests or, with its reason, to FailedRequests."""
    pending, failed = [], []
    for request in call.params["Workspaces"]:
        problem = _refusal(call, request)
        if problem:
            failed.append({"WorkspaceRequest": request, "ErrorCode": problem[0], "ErrorMessage": problem[1]})
            continue
        seat = call.world.journal.create(_fields(call, request))
        pending.append(
            {
                "WorkspaceId": seat.workspace_id,
                "DirectoryId": seat.directory.directory_id,
                "UserName": seat.user_name,
                "State": "PENDING",
                "BundleId": seat.bundle.bundle_id,
            }
        )
    return {"FailedRequests": failed, "PendingRequests": pending}


def _refusal(call: Call, request: dict[str, Any]) -> tuple[str, str] | None:
    directories = {one.directory_id for one in call.fleet.directories if one.scope == call.scope}
    if request["DirectoryId"] not in directories:
        return "ResourceNotFound.Directory", "The specified directory could not be found in the specified region."
    if call.fleet.bundle(*call.scope, request["BundleId"]) is None:
        return "ResourceNotFound.Bundle", "The specified bundle could not be found."
    if any(
        seat.alive(call.now)
        and (seat.user_name, seat.directory.directory_id) == (request["UserName"], request["DirectoryId"])
        for seat in call.fleet.added(*call.scope)
    ):
        return "ResourceExists.WorkSpace", "The user already has a WorkSpace in this directory."
    return None


def _fields(call: Call, request: dict[str, Any]) -> dict[str, Any]:
    bundle = call.fleet.bundle(*call.scope, request["BundleId"])
    wanted = request.get("WorkspaceProperties", {})
    root, user = (bundle.root_gib, bundle.user_gib) if bundle else (80, 50)
    return {
        "directory_id": request["DirectoryId"],
        "bundle_id": request["BundleId"],
        "user_name": request["UserName"],
        "mode": wanted.get("RunningMode", "ALWAYS_ON"),
        "timeout_minutes": wanted.get("RunningModeAutoStopTimeoutInMinutes", 60),
        "root_gib": wanted.get("RootVolumeSizeGib", root),
        "user_gib": wanted.get("UserVolumeSizeGib", user),
        "encrypted": bool(request.get("UserVolumeEncryptionEnabled")),
        "tags": {one["Key"]: one.get("Value", "") for one in request.get("Tags", ())},
        "created_at": int(call.now),
        "terminated_at": NEVER,
    }


def modify_workspace_properties(call: Call) -> dict[str, Any]:
    """State AVAILABLE or STOPPED; volumes only grow; compute up once in 6 hours, down once in 30 days (AWS's rules)."""
    seat = _living(call, call.params["WorkspaceId"])
    if seat is None:
        raise AwsError("ResourceNotFoundException", "The specified WorkSpace cannot be found.")
    now = properties(seat, call.now)
    stands = state(call.fleet, seat, call.now, now)
    if stands not in ("AVAILABLE", "STOPPED"):
        raise AwsError("InvalidResourceStateException", f"The WorkSpace is {stands}; it must be AVAILABLE or STOPPED.")
    wanted = call.params.get("WorkspaceProperties", {})
    changes = _wanted_changes(call, seat, wanted)
    if not changes:
        raise AwsError("InvalidParameterValuesException", "There is nothing to change.")
    if any(one.kind not in ("mode", "timeout") for one in changes):
        _check_modification(call, seat, changes)
    for change in changes:
        call.world.journal.change(seat, change)
    return {}


def _wanted_changes(call: Call, seat: Seat, wanted: dict[str, Any]) -> list[Change]:
    now = properties(seat, call.now)
    mode = wanted.get("RunningMode", now.mode)
    timeout = wanted.get("RunningModeAutoStopTimeoutInMinutes")
    if timeout is not None and (mode != "AUTO_STOP" or timeout <= 0 or timeout % 60):
        raise AwsError(
            "InvalidParameterValuesException", "The auto-stop timeout must be a multiple of 60, for AUTO_STOP only."
        )
    asked = (("mode", now.mode, mode), ("timeout", now.timeout_minutes, timeout),
             ("compute", now.compute, wanted.get("ComputeTypeName")),
             ("root_gib", now.root_gib, wanted.get("RootVolumeSizeGib")),
             ("user_gib", now.user_gib, wanted.get("UserVolumeSizeGib")))  # fmt: skip
    return [
        Change(int(call.now), kind, before, after, actor=call.principal.arn, event_id=EVENT)
        for kind, before, after in asked
        if after is not None and after != before
    ]


def _check_modification(call: Call, seat: Seat, changes: list[Change]) -> None:
    """Raises AwsError where AWS's rules for volumes and compute types forbid the change now."""
    earlier = [one for one in seat.changes if one.kind in ("compute", "root_gib", "user_gib") and one.at <= call.now]
    if earlier and call.now - earlier[-1].at < MODIFY_SECONDS:
        raise AwsError("OperationInProgressException", "The properties of this WorkSpace are being modified.")
    for change in changes:
        if change.kind in ("root_gib", "user_gib") and change.after < change.before:
            raise AwsError("InvalidParameterValuesException", "Volumes can only be increased.")
        if change.kind == "compute" and {change.before, change.after} <= set(_SIZE_ORDER):
            down = _SIZE_ORDER.index(change.after) < _SIZE_ORDER.index(change.before)
            wait = 30 * DAY if down else 6 * HOUR
            if any(one.kind == "compute" and call.now - one.at < wait for one in earlier):
                text = "The compute type can be raised once in 6 hours and lowered once in 30 days."
                raise AwsError("InvalidResourceStateException", text)


def describe_tags(call: Call) -> dict[str, Any]:
    """The tags of one WorkSpace, one call for one resource."""
    seat = _tagged(call)
    tags = properties(seat, call.now).tags
    return {"TagList": [{"Key": key, "Value": value} for key, value in tags.items()]}


def _tagged(call: Call) -> Seat:
    seat = _living(call, call.params["ResourceId"])
    if seat is None:
        raise AwsError("ResourceNotFoundException", "The specified resource cannot be found.")
    return seat


def create_tags(call: Call) -> dict[str, Any]:
    seat = _tagged(call)
    have = properties(seat, call.now).tags
    new = {one["Key"]: one.get("Value", "") for one in call.params["Tags"]}
    if any(key.lower().startswith("aws:") for key in new):
        raise AwsError("InvalidParameterValuesException", "Tag keys must not begin with aws:")
    if len({*have, *new}) > 50:
        raise AwsError("ResourceLimitExceededException", "A resource can have at most 50 tags.")
    for key, value in new.items():
        change = Change(int(call.now), "tag", have.get(key), value, key, call.principal.arn, EVENT)
        call.world.journal.change(seat, change)
    return {}


def delete_tags(call: Call) -> dict[str, Any]:
    seat = _tagged(call)
    have = properties(seat, call.now).tags
    for key in call.params["TagKeys"]:
        if key in have:
            call.world.journal.change(
                seat, Change(int(call.now), "untag", have[key], None, key, call.principal.arn, EVENT)
            )
    return {}
