"""WorkSpaces as DescribeWorkspaces gives them: no creation time, no tags, no login."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.services.aws.batch import Batch
from app.services.aws.by_id import existing
from app.services.aws.calls import Answer, Clients
from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.scope import Scope
from app.services.aws.values import text, texts, truth, whole


@dataclass(frozen=True, slots=True)
class WorkspaceRecord:
    """One WorkSpace; names and units are those of the `workspaces` table. Enumerations are kept as they came."""

    workspace_id: str
    directory_id: str | None
    user_name: str | None
    computer_name: str | None
    workspace_name: str | None
    ip_address: str | None
    subnet_id: str | None
    bundle_id: str | None
    state: str | None
    error_code: str | None
    error_message: str | None
    compute_type: str | None
    operating_system: str | None
    protocols: list[str] | None
    running_mode: str | None
    auto_stop_timeout_minutes: int | None
    root_volume_size_gib: int | None
    user_volume_size_gib: int | None
    root_volume_encrypted: bool | None
    user_volume_encrypted: bool | None
    volume_encryption_key: str | None
    raw: dict[str, Any]

    @classmethod
    def from_aws(cls, item: dict[str, Any], wire: dict[str, Any]) -> "WorkspaceRecord":
        """The record of one `Workspace` of an answer. Raises KeyError without an id."""
        properties = item.get("WorkspaceProperties") or {}
        return cls(
            workspace_id=str(item["WorkspaceId"]),
            directory_id=text(item.get("DirectoryId")),
            user_name=text(item.get("UserName")),
            computer_name=text(item.get("ComputerName")),
            workspace_name=text(item.get("WorkspaceName")),
            ip_address=text(item.get("IpAddress")),
            subnet_id=text(item.get("SubnetId")),
            bundle_id=text(item.get("BundleId")),
            state=text(item.get("State")),
            error_code=text(item.get("ErrorCode")),
            error_message=text(item.get("ErrorMessage")),
            compute_type=text(properties.get("ComputeTypeName")),
            operating_system=text(properties.get("OperatingSystemName")),
            protocols=texts(properties.get("Protocols")),
            running_mode=text(properties.get("RunningMode")),
            auto_stop_timeout_minutes=whole(properties.get("RunningModeAutoStopTimeoutInMinutes")),
            root_volume_size_gib=whole(properties.get("RootVolumeSizeGib")),
            user_volume_size_gib=whole(properties.get("UserVolumeSizeGib")),
            root_volume_encrypted=truth(item.get("RootVolumeEncryptionEnabled")),
            user_volume_encrypted=truth(item.get("UserVolumeEncryptionEnabled")),
            volume_encryption_key=text(item.get("VolumeEncryptionKey")),
            raw=wire,
        )


class WorkspacesCollector:
    """Every WorkSpace of an account and Region."""

    kind = "workspaces"
    actions = ("workspaces:DescribeWorkspaces",)
    after: tuple[str, ...] = ()

    def collect(self, aws: Clients, scope: Scope) -> Batch[WorkspaceRecord]:
        """All pages; one without an id cannot be told from another and is left out.

        A WorkSpace that was known and is not listed is asked for by its id: a listing that was cut short without an
        error (a page that lost its token) must not look like a fleet that is gone.
        """
        batch: Batch[WorkspaceRecord] = Batch(scope)
        with batch.guard("DescribeWorkspaces"):
            for page in aws.pages("workspaces", "describe_workspaces", scope):
                batch.rows += _records(page)
            listed = {row.workspace_id for row in batch.rows}
            missing = [workspace_id for workspace_id in scope.workspace_ids if workspace_id not in listed]
            found = [row for row in _by_id(aws, scope, missing) if row.workspace_id not in listed]
            batch.rows += found
            if any(row.state != "TERMINATED" for row in found):
                message = f"The listing of {scope.region} left out {len(found)} WorkSpaces that are still there."
                raise AwsError(ErrorKind.INTERNAL, "ShortListing", message)
        return batch

    def some(self, aws: Clients, scope: Scope, ids: list[str]) -> Batch[WorkspaceRecord]:
        """Those of the ids that exist. It is no listing: what is absent from it may be anywhere."""
        batch: Batch[WorkspaceRecord] = Batch(scope)
        with batch.guard("DescribeWorkspaces"):
            batch.rows += _by_id(aws, scope, ids)
        return batch


def _records(page: Answer) -> list[WorkspaceRecord]:
    return [WorkspaceRecord.from_aws(*item) for item in page.listed("Workspaces") if item[0].get("WorkspaceId")]


def _by_id(aws: Clients, scope: Scope, ids: list[str]) -> Iterator[WorkspaceRecord]:
    def ask(group: list[str]) -> list[WorkspaceRecord]:
        pages = aws.pages("workspaces", "describe_workspaces", scope, WorkspaceIds=group)
        return [record for page in pages for record in _records(page)]

    return existing(ids, ask)
