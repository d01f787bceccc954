"""Bundles: the account's own, Amazon's, and those in use that neither listing shows (shared, or retired by AWS)."""

from dataclasses import dataclass
from typing import Any

from app.services.aws.batch import Batch
from app.services.aws.by_id import existing
from app.services.aws.calls import Answer, Clients
from app.services.aws.scope import Scope
from app.services.aws.values import text, whole


@dataclass(frozen=True, slots=True)
class BundleRecord:
    """One bundle; names are those of the `bundles` table, sizes in GiB."""

    bundle_id: str
    bundle_name: str | None
    owner: str | None
    description: str | None
    image_id: str | None
    bundle_type: str | None
    state: str | None
    compute_type: str | None
    root_volume_size_gib: int | None
    user_volume_size_gib: int | None
    raw: dict[str, Any]

    @classmethod
    def from_aws(cls, item: dict[str, Any], wire: dict[str, Any]) -> "BundleRecord":
        """The record of one `WorkspaceBundle`. Raises KeyError without an id."""
        return cls(
            bundle_id=str(item["BundleId"]),
            bundle_name=text(item.get("Name")),
            owner=text(item.get("Owner")),
            description=text(item.get("Description")),
            image_id=text(item.get("ImageId")),
            bundle_type=text(item.get("BundleType")),
            state=text(item.get("State")),
            compute_type=text((item.get("ComputeType") or {}).get("Name")),
            root_volume_size_gib=whole((item.get("RootStorage") or {}).get("Capacity")),
            user_volume_size_gib=whole((item.get("UserStorage") or {}).get("Capacity")),
            raw=wire,
        )


class BundlesCollector:
    """Every bundle that WorkSpaces of an account and Region are or can be made from."""

    kind = "bundles"
    actions = ("workspaces:DescribeWorkspaceBundles",)
    after = ("workspaces",)

    def collect(self, aws: Clients, scope: Scope) -> Batch[BundleRecord]:
        """Own ones, Amazon's, then by id what WorkSpaces use and neither showed."""
        batch: Batch[BundleRecord] = Batch(scope)
        for owner in ({}, {"Owner": "AMAZON"}):
            with batch.guard("DescribeWorkspaceBundles"):
                for page in aws.pages("workspaces", "describe_workspace_bundles", scope, **owner):
                    batch.rows += _records(page)
        known = {row.bundle_id for row in batch.rows}

        def ask(ids: list[str]) -> list[BundleRecord]:
            pages = aws.pages("workspaces", "describe_workspace_bundles", scope, BundleIds=ids)
            return [record for page in pages for record in _records(page)]

        with batch.guard("DescribeWorkspaceBundles"):
            batch.rows += existing((i for i in scope.bundle_ids if i not in known), ask)
        return batch


def _records(page: Answer) -> list[BundleRecord]:
    return [BundleRecord.from_aws(*item) for item in page.listed("Bundles") if item[0].get("BundleId")]
