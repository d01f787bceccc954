"""Tags of WorkSpaces, a hundred resources a page; one call a WorkSpace only where the listing cannot be had."""

from dataclasses import dataclass

from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.scope import Scope

SAMPLE = 3


@dataclass(frozen=True, slots=True)
class TagsRecord:
    """The tags of one WorkSpace; `{}` where it has none."""

    workspace_id: str
    tags: dict[str, str]


class TagsCollector:
    """Tags of every WorkSpace that is known of an account and Region."""

    kind = "tags"
    actions = ("tag:GetResources", "workspaces:DescribeTags")
    after = ("workspaces",)

    def collect(self, aws: Clients, scope: Scope) -> Batch[TagsRecord]:
        """GetResources, which leaves out what was never tagged; DescribeTags where it is denied or not there."""
        batch: Batch[TagsRecord] = Batch(scope)
        try:
            with_tags = _listed(aws, scope, batch)
        except AwsError as error:
            if error.kind not in (ErrorKind.DENIED, ErrorKind.NOT_SUPPORTED):
                batch.errors.append(("GetResources", error))
            else:
                _one_by_one(aws, scope, batch, error)
            return batch
        absent = [TagsRecord(i, {}) for i in scope.workspace_ids if i not in with_tags]
        if not with_tags and _listing_is_blind(aws, scope):
            _one_by_one(aws, scope, batch, None)
        else:
            batch.rows += absent
        return batch


def _listed(aws: Clients, scope: Scope, batch: Batch[TagsRecord]) -> set[str]:
    kinds = ["workspaces:workspace"]
    for page in aws.pages(
        "resourcegroupstaggingapi", "get_resources", scope, ResourceTypeFilters=kinds, ResourcesPerPage=100
    ):
        for item in page.get("ResourceTagMappingList") or []:
            kind, _, workspace_id = str(item.get("ResourceARN") or "").partition("/")
            if kind.endswith(":workspace") and workspace_id:
                batch.rows.append(TagsRecord(workspace_id, _tags(item.get("Tags"))))
    return {row.workspace_id for row in batch.rows}


def _listing_is_blind(aws: Clients, scope: Scope) -> bool:
    """Whether an empty listing is contradicted by the WorkSpaces themselves (some endpoints do not index them)."""
    try:
        return any(_of_one(aws, scope, workspace_id) for workspace_id in scope.workspace_ids[:SAMPLE])
    except AwsError:  # no second opinion: the listing, which succeeded, stands
        return False


def _one_by_one(aws: Clients, scope: Scope, batch: Batch[TagsRecord], listing: AwsError | None) -> None:
    """DescribeTags for each WorkSpace. The listing's error is the one to show when this is refused too."""
    for workspace_id in scope.workspace_ids:
        try:
            batch.rows.append(TagsRecord(workspace_id, _of_one(aws, scope, workspace_id)))
        except AwsError as error:
            if error.kind is ErrorKind.INVALID:  # gone since it was listed
                continue
            batch.errors.append(("GetResources", listing) if listing else ("DescribeTags", error))
            return


def _of_one(aws: Clients, scope: Scope, workspace_id: str) -> dict[str, str]:
    return _tags(aws.call("workspaces", "describe_tags", scope, ResourceId=workspace_id).get("TagList"))


def _tags(pairs: list[dict[str, str]] | None) -> dict[str, str]:
    return {str(pair["Key"]): str(pair.get("Value") or "") for pair in pairs or [] if pair and pair.get("Key")}
