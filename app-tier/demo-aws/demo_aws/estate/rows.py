"""A WorkSpace as DescribeWorkspaces gives it, and as the truth document tells it."""

from typing import Any

from demo_aws.estate.calendar import iso
from demo_aws.estate.condition import Properties, connection, properties, state
from demo_aws.estate.fleet import Fleet
from demo_aws.estate.seat import Seat

ERROR_CODE = "DomainJoin.ServiceAccountLocked"
ERROR_MESSAGE = "The WorkSpace could not join the domain: the service account is locked out."


def workspace_row(fleet: Fleet, seat: Seat, at: float) -> dict[str, Any]:
    """One member of `Workspaces`. There is no created, terminated, tags or last-login field, as in AWS."""
    now = properties(seat, at)
    stands = state(fleet, seat, at, now)
    row: dict[str, Any] = {
        "WorkspaceId": seat.workspace_id,
        "DirectoryId": seat.directory.directory_id,
        "UserName": seat.user_name,
        "State": stands,
        "BundleId": seat.bundle.bundle_id,
        "SubnetId": seat.subnet_id,
        "WorkspaceProperties": _workspace_properties(seat, now),
    }
    if stands not in ("PENDING", "ERROR"):
        row["IpAddress"] = seat.ip_address
        row["ComputerName"] = seat.computer_name
    if seat.encrypted:
        row["VolumeEncryptionKey"] = seat.directory.kms_key
        row["UserVolumeEncryptionEnabled"] = True
        row["RootVolumeEncryptionEnabled"] = True
    row["ModificationStates"] = [{"Resource": one, "State": "UPDATE_IN_PROGRESS"} for one in now.modifying]
    if stands == "ERROR":
        row["ErrorCode"] = ERROR_CODE
        row["ErrorMessage"] = ERROR_MESSAGE
    return row


def _workspace_properties(seat: Seat, now: Properties) -> dict[str, Any]:
    made: dict[str, Any] = {
        "RunningMode": now.mode,
        "RootVolumeSizeGib": now.root_gib,
        "UserVolumeSizeGib": now.user_gib,
        "ComputeTypeName": now.compute,
        "Protocols": [seat.bundle.protocol],
        "OperatingSystemName": seat.bundle.operating_system,
    }
    if now.mode == "AUTO_STOP":
        made["RunningModeAutoStopTimeoutInMinutes"] = now.timeout_minutes
    return made


def truth_row(fleet: Fleet, seat: Seat, at: float) -> dict[str, Any]:
    """Everything there is to know about a WorkSpace at one moment, for assertions; the names are those of the product's
    WorkSpace item where there is one."""
    now = properties(seat, at)
    alive = seat.alive(at)
    link = connection(fleet, seat, at) if alive else None
    stands = state(fleet, seat, at, now) if alive else "TERMINATED"
    shown = stands not in ("PENDING", "ERROR")
    where = seat.directory
    return {
        "workspace_id": seat.workspace_id,
        "account_id": where.account.account_id,
        "account_name": where.account.name,
        "region": where.region,
        "directory_id": where.directory_id,
        "directory_name": where.name,
        "user_name": seat.user_name,
        "user_display_name": seat.display_name,
        "user_email": seat.email,
        "computer_name": seat.computer_name if shown else None,
        "ip_address": seat.ip_address if shown else None,
        "subnet_id": seat.subnet_id,
        "bundle_id": seat.bundle.bundle_id,
        "bundle_name": seat.bundle.name,
        "compute_type": now.compute,
        "operating_system": seat.bundle.operating_system,
        "protocols": [seat.bundle.protocol],
        "running_mode": now.mode,
        "auto_stop_timeout_minutes": now.timeout_minutes if now.mode == "AUTO_STOP" else None,
        "root_volume_size_gib": now.root_gib,
        "user_volume_size_gib": now.user_gib,
        "root_volume_encrypted": seat.encrypted,
        "user_volume_encrypted": seat.encrypted,
        "volume_encryption_key": where.kms_key if seat.encrypted else None,
        "state": stands,
        "connection_state": link.state if link else None,
        "last_connected_at": iso(link.last_at) if link and link.last_at else None,
        "tags": now.tags,
        "created_at": iso(seat.created_at),
        "terminated_at": None if alive else iso(seat.terminated_at),
        "habit": seat.habit,
    }
