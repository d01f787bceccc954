"""Datasets over CloudTrail: `events`, one row an API call; `workspace_events`, one row a WorkSpace that it touched."""

from dataclasses import replace

from sqlalchemy import FromClause, and_

from app.models.accounts import AwsAccount
from app.models.events import SEARCHED, Event, EventWorkspace
from app.models.workspaces import Workspace
from app.services.catalog.model import Dataset, Field, FieldType, Join, Provenance, by_name

EV = Event.__table__
TOUCHED = EventWorkspace.__table__
CALL = Event.__table__.alias("call")
ACCOUNT = AwsAccount.__table__.alias("account")
WS = Workspace.__table__.alias("workspace")
T = FieldType

# calls that change something, with what they do in words; CloudTrail knows many more, shown as they come
EVENT_NAMES = (
    ("CreateWorkspaces", "Create"),
    ("TerminateWorkspaces", "Terminate"),
    ("StartWorkspaces", "Start"),
    ("StopWorkspaces", "Stop"),
    ("RebootWorkspaces", "Reboot"),
    ("RebuildWorkspaces", "Rebuild"),
    ("RestoreWorkspace", "Restore"),
    ("MigrateWorkspace", "Migrate"),
    ("ModifyWorkspaceProperties", "Modify properties"),
    ("ModifyWorkspaceState", "Modify state"),
    ("CreateStandbyWorkspaces", "Create standby"),
    ("CreateTags", "Tag"),
    ("DeleteTags", "Remove tags"),
)
USER_TYPES = (
    ("IAMUser", "IAM user"),
    ("AssumedRole", "Role"),
    ("Root", "Root"),
    ("AWSService", "AWS service"),
    ("FederatedUser", "Federated user"),
    ("IdentityCenterUser", "Identity Center user"),
)


def _call_fields(table: FromClause, *needs: str) -> tuple[Field, ...]:
    """What CloudTrail tells of a call, from the table or alias that holds it."""
    c = table.c
    told = (
        Field("event_name", "Action", T.ENUM, c.event_name, "Name of the API call.", "Event", values=EVENT_NAMES,
              facet=True, synonyms=("event", "action", "call", "operation")),
        Field("username", "By", T.STRING, c.username,
              "Who called: IAM user, session of a role, root, or an AWS service.", "Who", facet=True,
              synonyms=("user", "who", "person", "actor", "by")),
        Field("user_type", "Kind of user", T.ENUM, c.user_type, "What kind of identity called.", "Who",
              values=USER_TYPES, facet=True),
        Field("user_arn", "Identity", T.STRING, c.user_arn, "ARN of the identity that called.", "Who"),
        Field("invoked_by", "Through", T.STRING, c.invoked_by, "AWS service that called for somebody.", "Who"),
        Field("source_ip", "Source address", T.STRING, c.source_ip,
              "Address the call came from, or the name of an AWS service.", "Who",
              synonyms=("ip", "source ip", "address")),
        Field("user_agent", "Program", T.TEXT, c.user_agent, "Program that called.", "Who",
              synonyms=("user agent", "client")),
        Field("error_code", "Error", T.STRING, c.error_code, "AWS error code of a call that failed as a whole.",
              "Outcome", facet=True, synonyms=("error", "failure", "denied")),
        Field("error_message", "Error message", T.TEXT, c.error_message, "AWS error text of a call that failed.",
              "Outcome"),
        Field("read_only", "Read only", T.BOOLEAN, c.read_only, "Whether the call only reads.", "Event",
              facet=True, synonyms=("read",)),
        Field("request_parameters", "Request", T.JSON, c.request_parameters, "What was asked, without secrets.",
              "Payload"),
        Field("response_elements", "Response", T.JSON, c.response_elements,
              "What AWS answered; nothing for calls that only read.", "Payload"),
    )  # fmt: skip
    return tuple(replace(field, needs=needs, provenance=Provenance.CLOUDTRAIL) for field in told)


def _place(table: FromClause) -> tuple[Field, ...]:
    c = table.c
    return (
        Field("account_id", "Account ID", T.ID, c.account_id, "AWS account of the call.", "Place", nullable=False,
              provenance=Provenance.CLOUDTRAIL),
        Field("account_name", "Account", T.STRING, ACCOUNT.c.name, "Name of the AWS account.", "Place",
              needs=("account",), facet=True, provenance=Provenance.SYNC),
        Field("region", "Region", T.ENUM, c.region, "AWS Region of the call.", "Place", nullable=False, facet=True,
              provenance=Provenance.CLOUDTRAIL),
    )  # fmt: skip


def _when(table: FromClause) -> tuple[Field, ...]:
    c = table.c
    return (
        Field("event_time", "Time", T.DATETIME, c.event_time, "When the call was made.", "Event", nullable=False,
              provenance=Provenance.CLOUDTRAIL, synonyms=("when", "date", "time")),
        Field("event_id", "Event ID", T.ID, c.event_id, "CloudTrail's id of the event.", "Event", nullable=False,
              provenance=Provenance.CLOUDTRAIL),
    )  # fmt: skip


def _account(table: FromClause) -> Join:
    return Join(ACCOUNT, ACCOUNT.c.account_id == table.c.account_id)


EVENTS = Dataset(
    name="events",
    label="Events",
    description="One row an API call to WorkSpaces, from CloudTrail; it holds 90 days, what was read is kept.",
    table=EV,
    scope=EV.c.account_id,
    key=("event_id", "region", "account_id"),
    fields=by_name(
        *_when(EV),
        *_call_fields(EV),
        *_place(EV),
        Field("workspace_id", "WorkSpaces", T.LIST, EV.c.workspace_ids, "WorkSpaces that the call touched.",
              "WorkSpace", nullable=False, provenance=Provenance.CLOUDTRAIL, synonyms=("workspace", "workspaces")),
    ),
    joins={"account": _account(EV)},
    default_columns=("event_time", "event_name", "username", "source_ip", "workspace_id", "error_code", "region"),
    default_sort=("-event_time",),
    search=EV.c.search_text,
    search_fields=SEARCHED,
)  # fmt: skip

WORKSPACE_EVENTS = Dataset(
    name="workspace_events",
    label="Events by WorkSpace",
    description="One row for each WorkSpace that an API call touched, from CloudTrail.",
    table=TOUCHED,
    scope=TOUCHED.c.account_id,
    key=("event_id", "workspace_id", "region", "account_id"),
    fields=by_name(
        *_when(TOUCHED),
        *_call_fields(CALL, "call"),
        *_place(TOUCHED),
        Field("workspace_id", "WorkSpace ID", T.ID, TOUCHED.c.workspace_id, "WorkSpace that the call touched.",
              "WorkSpace", nullable=False, provenance=Provenance.CLOUDTRAIL, synonyms=("workspace",)),
        Field("failed", "Failed", T.BOOLEAN, TOUCHED.c.failed,
              "Whether the call failed for this WorkSpace, alone or with the whole call.", "Outcome", nullable=False,
              facet=True, provenance=Provenance.CLOUDTRAIL),
        Field("user_name", "User", T.STRING, WS.c.user_name, "User of the WorkSpace.", "WorkSpace",
              needs=("workspace",)),
        Field("computer_name", "Computer", T.STRING, WS.c.computer_name, "Computer of the WorkSpace.", "WorkSpace",
              needs=("workspace",)),
    ),
    joins={
        "account": _account(TOUCHED),
        "call": Join(CALL, and_(*(CALL.c[column.name] == TOUCHED.c[column.name] for column in EV.primary_key))),
        "workspace": Join(
            WS, and_(*(WS.c[name] == TOUCHED.c[name] for name in ("account_id", "region", "workspace_id")))
        ),
    },
    default_columns=("event_time", "event_name", "username", "workspace_id", "user_name", "failed"),
    default_sort=("-event_time",),
)  # fmt: skip
