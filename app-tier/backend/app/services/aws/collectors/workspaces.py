"""WorkSpaces as DescribeWorkspaces gives them: no creation time, no tags, no login."""

from dataclasses import dataclass
from typing import Any

from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
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
        """All pages; one without an id cannot be told from another and is left out."""
        batch: Batch[WorkspaceRecord] = Batch(scope)
        with batch.guard("DescribeWorkspaces"):
            for page in aws.pages("workspaces", "describe_workspaces", scope):
                listed = page.listed("Workspaces")
                batch.rows += [WorkspaceRecord.from_aws(*item) for item in listed if item[0].get("WorkspaceId")]
        return batch
