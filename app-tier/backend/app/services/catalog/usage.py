"""The `usage` dataset: one row a WorkSpace and month."""

from sqlalchemy import Float, Integer, and_, cast, func

from app.models.accounts import AwsAccount
from app.models.directories import Bundle, Directory
from app.models.usage import UsageMonthly
from app.models.workspaces import Workspace
from app.services.catalog import enumerations as enums
from app.services.catalog.model import Dataset, Field, FieldType, Join, Provenance, by_name

U = UsageMonthly.__table__
WS = Workspace.__table__.alias("workspace")
ACCOUNT = AwsAccount.__table__.alias("account")
DIRECTORY = Directory.__table__.alias("directory")
BUNDLE = Bundle.__table__.alias("bundle")
c = U.c
T = FieldType

JOINS = {
    "account": Join(ACCOUNT, ACCOUNT.c.account_id == c.account_id),
    "workspace": Join(
        WS, and_(WS.c.account_id == c.account_id, WS.c.region == c.region, WS.c.workspace_id == c.workspace_id)
    ),
    "directory": Join(
        DIRECTORY,
        and_(
            DIRECTORY.c.account_id == c.account_id,
            DIRECTORY.c.region == c.region,
            DIRECTORY.c.directory_id == WS.c.directory_id,
        ),
    ),
    "bundle": Join(
        BUNDLE,
        and_(BUNDLE.c.account_id == c.account_id, BUNDLE.c.region == c.region, BUNDLE.c.bundle_id == WS.c.bundle_id),
    ),
}

# whole hours of the month that have passed by now and in which the WorkSpace existed
_so_far = cast(func.floor(func.extract("epoch", func.now() - func.timezone("UTC", c.month)) / 3600), Integer)
_passed = func.greatest(func.least(c.to_hour, _so_far) - c.from_hour, c.known_hours)
_coverage = cast(c.known_hours, Float) / func.nullif(_passed, 0)
_M = Provenance.MEASURED

FIELDS = by_name(
    Field("month", "Month", T.DATE, c.month, "First day of the month (UTC).", "Usage", nullable=False, grain="month",
          provenance=_M, synonyms=("when", "date", "period")),
    Field("connected_hours", "Connected hours", T.HOURS, c.connected_hours,
          "Hours in which a user was connected at any time.", "Usage", unit="h", nullable=False, provenance=_M,
          synonyms=("hours", "usage", "used", "hours used")),
    Field("billed_hours", "Billed hours", T.HOURS, c.billed_hours,
          "Hours that AutoStop bills: connected, and the idle timeout after each session; empty where a WorkSpace is "
          "billed by the month.", "Usage", unit="h", provenance=Provenance.MODELLED, synonyms=("running hours",)),
    Field("sessions", "Sessions", T.INTEGER, c.sessions, "Sessions that began in the month.", "Usage", nullable=False,
          provenance=_M, synonyms=("logins", "connections")),
    Field("coverage", "Coverage", T.NUMBER, _coverage,
          "Hours that were measured, as a part of those that have passed (0 to 1).", "Usage", provenance=_M),
    Field("known_hours", "Measured hours", T.HOURS, c.known_hours, "Hours that CloudWatch has told of.", "Usage",
          unit="h", nullable=False, provenance=_M),
    Field("workspace_id", "WorkSpace ID", T.ID, c.workspace_id, "AWS id of the WorkSpace (ws-...).", "Identity",
          nullable=False, synonyms=("workspace", "id")),
    Field("user_name", "User", T.STRING, WS.c.user_name, "User of the WorkSpace.", "Identity", needs=("workspace",),
          synonyms=("username", "owner", "person")),
    Field("user_display_name", "Display name", T.STRING, WS.c.user_display_name, "Full name of the user.",
          "Identity", needs=("workspace",)),
    Field("computer_name", "Computer", T.STRING, WS.c.computer_name, "Computer of the WorkSpace.", "Identity",
          needs=("workspace",)),
    Field("account_id", "Account ID", T.ID, c.account_id, "AWS account.", "Place", nullable=False, facet=True,
          synonyms=("account",)),
    Field("account_name", "Account", T.STRING, ACCOUNT.c.name, "Name of the AWS account.", "Place",
          needs=("account",), facet=True, provenance=Provenance.SYNC),
    Field("region", "Region", T.ENUM, c.region, "AWS Region.", "Place", nullable=False, facet=True),
    Field("directory_id", "Directory ID", T.ID, WS.c.directory_id, "Directory of the user.", "Place",
          needs=("workspace",), facet=True),
    Field("directory_name", "Directory", T.STRING, DIRECTORY.c.directory_name, "Name of the directory.", "Place",
          needs=("workspace", "directory"), facet=True, synonyms=("domain",)),
    Field("bundle_id", "Bundle ID", T.ID, WS.c.bundle_id, "Bundle the WorkSpace was made from.", "Machine",
          needs=("workspace",)),
    Field("bundle_name", "Bundle", T.STRING, BUNDLE.c.bundle_name, "Name of the bundle.", "Machine",
          needs=("workspace", "bundle"), facet=True),
    Field("compute_type", "Compute type", T.ENUM, WS.c.compute_type, "Hardware size, as it is now.", "Machine",
          needs=("workspace",), values=enums.COMPUTE_TYPES, facet=True, synonyms=("size", "hardware")),
    Field("operating_system", "Operating system", T.ENUM, WS.c.operating_system, "Operating system.", "Machine",
          needs=("workspace",), values=enums.OPERATING_SYSTEMS, facet=True, synonyms=("os",)),
    Field("running_mode", "Running mode", T.ENUM, WS.c.running_mode, "Running mode, as it is now.", "Machine",
          needs=("workspace",), values=enums.RUNNING_MODES, facet=True, synonyms=("mode",)),
    Field("state", "State", T.ENUM, WS.c.state, "State, as it is now.", "State", needs=("workspace",),
          values=enums.STATES, facet=True, synonyms=("status",)),
    Field("tags", "Tags", T.TAGS, WS.c.tags, "AWS tags; filter one by tag.KEY.", "Tags", needs=("workspace",)),
)  # fmt: skip

DATASET = Dataset(
    name="usage",
    label="Usage",
    description="One row a WorkSpace and month: hours connected and billed, sessions, and how much was measured.",
    table=U,
    scope=c.account_id,
    key=("month", "workspace_id", "region", "account_id"),
    fields=FIELDS,
    joins=JOINS,
    default_columns=(
        "month", "user_name", "connected_hours", "billed_hours", "sessions", "coverage", "running_mode", "region",
        "account_name", "workspace_id",
    ),
    default_sort=("-month", "-connected_hours"),
    search=WS.c.search_text,
    search_fields=("workspace_id", "user_name", "user_display_name", "user_email", "computer_name"),
    search_needs=("workspace",),
    tags=WS.c.tags,
    tags_needs=("workspace",),
)  # fmt: skip
