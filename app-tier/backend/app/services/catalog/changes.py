"""The `changes` dataset: one row for each field of a WorkSpace that changed."""

from sqlalchemy import and_, case

from app.models.accounts import AwsAccount
from app.models.workspaces import Workspace, WorkspaceChange
from app.services.catalog.model import Dataset, Field, FieldType, Join, Provenance, by_name
from app.services.catalog.workspaces import FIELDS as WORKSPACE_FIELDS

CH = WorkspaceChange.__table__
WS = Workspace.__table__.alias("workspace")
ACCOUNT = AwsAccount.__table__.alias("account")
c = CH.c
T = FieldType

LIFECYCLE = (("created", "First seen"), ("retired", "Gone"), ("returned", "Came back"))
_LABELS = {**{name: f.label for name, f in WORKSPACE_FIELDS.items()}, **dict(LIFECYCLE)}

JOINS = {
    "account": Join(ACCOUNT, ACCOUNT.c.account_id == c.account_id),
    "workspace": Join(
        WS,
        and_(WS.c.account_id == c.account_id, WS.c.region == c.region, WS.c.workspace_id == c.workspace_id),
    ),
}

FIELDS = by_name(
    Field("id", "Change", T.INTEGER, c.id, "Number of the change.", "Change", nullable=False,
          provenance=Provenance.SYNC),
    Field("changed_at", "Changed", T.DATETIME, c.changed_at, "When the change was seen.", "Change", nullable=False,
          provenance=Provenance.SYNC, synonyms=("when", "date")),
    Field("field", "Field", T.ENUM, c.field, "Field that changed; created, retired and returned stand for the whole.",
          "Change", values=tuple(_LABELS.items()), nullable=False, facet=True, provenance=Provenance.SYNC),
    Field("label", "What", T.STRING, case(_LABELS, value=c.field, else_=c.field), "The field's name for people.",
          "Change", nullable=False, provenance=Provenance.DERIVED),
    Field("before", "Before", T.JSON, c.before, "Value before.", "Change"),
    Field("after", "After", T.JSON, c.after, "Value after.", "Change"),
    Field("changed_by", "Changed by", T.STRING, c.changed_by, "Who did it, when CloudTrail tells.", "Change",
          provenance=Provenance.CLOUDTRAIL),
    Field("event_id", "Event", T.ID, c.event_id, "CloudTrail event of the change.", "Change",
          provenance=Provenance.CLOUDTRAIL),
    Field("sync_id", "Sync", T.INTEGER, c.sync_id, "Sync run that saw it.", "Change", provenance=Provenance.SYNC),
    Field("workspace_id", "WorkSpace ID", T.ID, c.workspace_id, "WorkSpace that changed.", "WorkSpace",
          nullable=False, synonyms=("workspace",)),
    Field("user_name", "User", T.STRING, WS.c.user_name, "User of the WorkSpace.", "WorkSpace",
          needs=("workspace",)),
    Field("computer_name", "Computer", T.STRING, WS.c.computer_name, "Computer of the WorkSpace.", "WorkSpace",
          needs=("workspace",)),
    Field("account_id", "Account ID", T.ID, c.account_id, "AWS account.", "WorkSpace", nullable=False, facet=True),
    Field("account_name", "Account", T.STRING, ACCOUNT.c.name, "Name of the AWS account.", "WorkSpace",
          needs=("account",), facet=True, provenance=Provenance.SYNC),
    Field("region", "Region", T.ENUM, c.region, "AWS Region.", "WorkSpace", nullable=False, facet=True),
)  # fmt: skip

DATASET = Dataset(
    name="changes",
    label="Changes",
    description="One row for each field of a WorkSpace that changed between two looks.",
    table=CH,
    scope=c.account_id,
    key=("id",),
    fields=FIELDS,
    joins=JOINS,
    default_columns=("changed_at", "user_name", "workspace_id", "label", "before", "after", "changed_by"),
    default_sort=("-changed_at",),
    search_fields=(),
)
