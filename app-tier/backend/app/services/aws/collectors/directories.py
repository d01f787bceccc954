"""Directories registered with WorkSpaces."""

from dataclasses import dataclass
from typing import Any

from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.scope import Scope
from app.services.aws.values import text, texts


@dataclass(frozen=True, slots=True)
class DirectoryRecord:
    """One directory; names are those of the `directories` table."""

    directory_id: str
    directory_name: str | None
    alias: str | None
    directory_type: str | None
    registration_code: str | None
    state: str | None
    tenancy: str | None
    customer_user_name: str | None
    subnet_ids: list[str] | None
    dns_ip_addresses: list[str] | None
    ip_group_ids: list[str] | None
    raw: dict[str, Any]

    @classmethod
    def from_aws(cls, item: dict[str, Any], wire: dict[str, Any]) -> "DirectoryRecord":
        """The record of one `WorkspaceDirectory`. Raises KeyError without an id."""
        return cls(
            directory_id=str(item["DirectoryId"]),
            # pools have no directory of the old kind; their own name is a member of its own
            directory_name=text(item.get("DirectoryName", item.get("WorkspaceDirectoryName"))),
            alias=text(item.get("Alias")),
            directory_type=text(item.get("DirectoryType")),
            registration_code=text(item.get("RegistrationCode")),
            state=text(item.get("State")),
            tenancy=text(item.get("Tenancy")),
            customer_user_name=text(item.get("CustomerUserName")),
            subnet_ids=texts(item.get("SubnetIds")),
            dns_ip_addresses=texts(item.get("DnsIpAddresses")),
            ip_group_ids=texts(item.get("ipGroupIds")),
            raw=wire,
        )


class DirectoriesCollector:
    """Every directory of an account and Region."""

    kind = "directories"
    actions = ("workspaces:DescribeWorkspaceDirectories",)
    after: tuple[str, ...] = ()

    def collect(self, aws: Clients, scope: Scope) -> Batch[DirectoryRecord]:
        """All pages."""
        batch: Batch[DirectoryRecord] = Batch(scope)
        with batch.guard("DescribeWorkspaceDirectories"):
            for page in aws.pages("workspaces", "describe_workspace_directories", scope):
                listed = page.listed("Directories")
                batch.rows += [DirectoryRecord.from_aws(*item) for item in listed if item[0].get("DirectoryId")]
        return batch
