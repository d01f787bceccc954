"""Images, own and shared with the account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.scope import Scope
from app.services.aws.values import at, text, truth


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """One image; names are those of the `images` table."""

    image_id: str
    image_name: str | None
    description: str | None
    operating_system: str | None
    state: str | None
    required_tenancy: str | None
    owner_account_id: str | None
    created_at: datetime | None
    update_available: bool | None
    error_code: str | None
    error_message: str | None
    raw: dict[str, Any]

    @classmethod
    def from_aws(cls, item: dict[str, Any], wire: dict[str, Any]) -> "ImageRecord":
        """The record of one `WorkspaceImage`. Raises KeyError without an id."""
        return cls(
            image_id=str(item["ImageId"]),
            image_name=text(item.get("Name")),
            description=text(item.get("Description")),
            operating_system=text((item.get("OperatingSystem") or {}).get("Type")),
            state=text(item.get("State")),
            required_tenancy=text(item.get("RequiredTenancy")),
            owner_account_id=text(item.get("OwnerAccountId")),
            created_at=at(item.get("Created")),
            update_available=truth((item.get("Updates") or {}).get("UpdateAvailable")),
            error_code=text(item.get("ErrorCode")),
            error_message=text(item.get("ErrorMessage")),
            raw=wire,
        )


class ImagesCollector:
    """Every image of an account and Region."""

    kind = "images"
    actions = ("workspaces:DescribeWorkspaceImages",)
    after: tuple[str, ...] = ()

    def collect(self, aws: Clients, scope: Scope) -> Batch[ImageRecord]:
        """All pages; without an image type AWS lists own and shared ones."""
        batch: Batch[ImageRecord] = Batch(scope)
        with batch.guard("DescribeWorkspaceImages"):
            for page in aws.pages("workspaces", "describe_workspace_images", scope, MaxResults=25):
                listed = page.listed("Images")
                batch.rows += [ImageRecord.from_aws(*item) for item in listed if item[0].get("ImageId")]
        return batch
