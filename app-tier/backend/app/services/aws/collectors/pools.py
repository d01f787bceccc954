"""Pools of WorkSpaces."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.scope import Scope
from app.services.aws.values import at, text, whole


@dataclass(frozen=True, slots=True)
class PoolRecord:
    """One pool; names are those of the `pools` table."""

    pool_id: str
    pool_name: str | None
    description: str | None
    state: str | None
    running_mode: str | None
    bundle_id: str | None
    directory_id: str | None
    created_at: datetime | None
    desired_user_sessions: int | None
    actual_user_sessions: int | None
    active_user_sessions: int | None
    available_user_sessions: int | None
    raw: dict[str, Any]

    @classmethod
    def from_aws(cls, item: dict[str, Any], wire: dict[str, Any]) -> "PoolRecord":
        """The record of one `WorkspacesPool`. Raises KeyError without an id."""
        capacity = item.get("CapacityStatus") or {}
        return cls(
            pool_id=str(item["PoolId"]),
            pool_name=text(item.get("PoolName")),
            description=text(item.get("Description")),
            state=text(item.get("State")),
            running_mode=text(item.get("RunningMode")),
            bundle_id=text(item.get("BundleId")),
            directory_id=text(item.get("DirectoryId")),
            created_at=at(item.get("CreatedAt")),
            desired_user_sessions=whole(capacity.get("DesiredUserSessions")),
            actual_user_sessions=whole(capacity.get("ActualUserSessions")),
            active_user_sessions=whole(capacity.get("ActiveUserSessions")),
            available_user_sessions=whole(capacity.get("AvailableUserSessions")),
            raw=wire,
        )


class PoolsCollector:
    """Every pool of an account and Region."""

    kind = "pools"
    actions = ("workspaces:DescribeWorkspacesPools",)
    after: tuple[str, ...] = ()

    def collect(self, aws: Clients, scope: Scope) -> Batch[PoolRecord]:
        """All pages."""
        batch: Batch[PoolRecord] = Batch(scope)
        with batch.guard("DescribeWorkspacesPools"):
            for page in aws.pages("workspaces", "describe_workspaces_pools", scope, Limit=25):
                listed = page.listed("WorkspacesPools")
                batch.rows += [PoolRecord.from_aws(*item) for item in listed if item[0].get("PoolId")]
        return batch
