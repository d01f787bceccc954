"""The `workspaces` dataset: one row a WorkSpace, as it is now."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, Date, Integer, Numeric, and_, case, cast, func, or_, select

from app.models.accounts import AwsAccount
from app.models.directories import Bundle, Directory
from app.models.modelled import WorkspaceCost
from app.models.recommendations import Recommendation
from app.models.sync import Coverage
from app.models.usage import WorkspaceUsage
from app.models.workspaces import SEARCHED, Workspace, WorkspaceRollup
from app.services.catalog import enumerations as enums
from app.services.catalog.model import Dataset, Field, FieldType, Join, Provenance, by_name

W = Workspace.__table__
ACCOUNT = AwsAccount.__table__.alias("account")
DIRECTORY = Directory.__table__.alias("directory")
BUNDLE = Bundle.__table__.alias("bundle")
COVERAGE = Coverage.__table__.alias("covered")
USED = WorkspaceUsage.__table__.alias("used")
COSTED = WorkspaceCost.__table__.alias("costed")
ROLLUP = WorkspaceRollup.__table__
ADVISED = Recommendation.__table__.alias("advised")
c = W.c

JOINS = {
    "account": Join(ACCOUNT, ACCOUNT.c.account_id == c.account_id),
    "directory": Join(
        DIRECTORY,
        and_(
            DIRECTORY.c.account_id == c.account_id,
            DIRECTORY.c.region == c.region,
            DIRECTORY.c.directory_id == c.directory_id,
        ),
    ),
    "bundle": Join(
        BUNDLE,
        and_(BUNDLE.c.account_id == c.account_id, BUNDLE.c.region == c.region, BUNDLE.c.bundle_id == c.bundle_id),
    ),
    "covered": Join(
        COVERAGE,
        and_(
            COVERAGE.c.account_id == c.account_id,
            COVERAGE.c.region == c.region,
            COVERAGE.c.collector == "workspaces",
        ),
    ),
    "used": Join(
        USED,
        and_(USED.c.account_id == c.account_id, USED.c.region == c.region, USED.c.workspace_id == c.workspace_id),
    ),
    "costed": Join(
        COSTED,
        and_(COSTED.c.account_id == c.account_id, COSTED.c.region == c.region, COSTED.c.workspace_id == c.workspace_id),
    ),
    "advised": Join(
        ADVISED,
        and_(
            ADVISED.c.account_id == c.account_id,
            ADVISED.c.region == c.region,
            ADVISED.c.workspace_id == c.workspace_id,
            ADVISED.c.is_top,
        ),
    ),
}

T = FieldType
_days = cast(func.floor(func.extract("epoch", func.now() - c.last_connected_at) / 86400), Integer)
_age = cast(func.floor(func.extract("epoch", func.now() - c.created_at) / 86400), Integer)
# hours that have not been read for long would be told too low: unknown then
_read = USED.c.usage_read_to > func.now() - timedelta(days=3)
_month = cast(func.date_trunc("month", func.timezone("UTC", func.now())), Date)
_this_month = USED.c.month == _month
_mtd = case((and_(or_(_read, USED.c.usage_read_to >= c.terminated_at), _this_month), USED.c.connected_hours_mtd))


def _of_this_month(column: ColumnElement[Decimal | None]) -> ColumnElement[Decimal | None]:
    """A cost of this month; what ended in an earlier one costs nothing in it."""
    return case(
        (and_(c.terminated_at < func.timezone("UTC", _month), COSTED.c.month < _month), cast(0, Numeric)),
        (COSTED.c.month == _month, column),
    )


FIELDS = by_name(
    Field("workspace_id", "WorkSpace ID", T.ID, c.workspace_id, "AWS id of the WorkSpace (ws-...).", "Identity",
          synonyms=("id", "workspace"), nullable=False),
    Field("user_name", "User", T.STRING, c.user_name, "Name of the directory user the WorkSpace is assigned to.",
          "Identity", synonyms=("username", "owner", "person", "login")),
    Field("user_display_name", "Display name", T.STRING, c.user_display_name,
          "Full name of the user where the directory gives it.", "Identity", synonyms=("full name",)),
    Field("user_email", "E-mail", T.STRING, c.user_email, "E-mail of the user where the directory gives it.",
          "Identity", synonyms=("email", "mail")),
    Field("computer_name", "Computer", T.STRING, c.computer_name, "Name of the computer in the directory.",
          "Identity", synonyms=("hostname", "machine", "computer name")),
    Field("workspace_name", "WorkSpace name", T.STRING, c.workspace_name,
          "Name given to a user-decoupled WorkSpace.", "Identity"),
    Field("account_id", "Account ID", T.ID, c.account_id, "AWS account that holds the WorkSpace.", "Place",
          synonyms=("account",), nullable=False),
    Field("account_name", "Account", T.STRING, ACCOUNT.c.name, "Name of the AWS account in this product.", "Place",
          needs=("account",), provenance=Provenance.SYNC, facet=True),
    Field("region", "Region", T.ENUM, c.region, "AWS Region.", "Place", synonyms=("location",), nullable=False,
          facet=True),
    Field("directory_id", "Directory ID", T.ID, c.directory_id, "Directory the user belongs to (d-...).", "Place"),
    Field("directory_name", "Directory", T.STRING, DIRECTORY.c.directory_name, "Name of the directory.", "Place",
          needs=("directory",), synonyms=("domain",), facet=True),
    Field("ip_address", "IP address", T.STRING, c.ip_address, "Private address of the WorkSpace.", "Place",
          synonyms=("ip",)),
    Field("subnet_id", "Subnet", T.ID, c.subnet_id, "VPC subnet of the WorkSpace.", "Place"),
    Field("bundle_id", "Bundle ID", T.ID, c.bundle_id, "Bundle the WorkSpace was made from (wsb-...).", "Machine"),
    Field("bundle_name", "Bundle", T.STRING, BUNDLE.c.bundle_name, "Name of the bundle.", "Machine",
          needs=("bundle",), facet=True),
    Field("compute_type", "Compute type", T.ENUM, c.compute_type, "Hardware size.", "Machine",
          values=enums.COMPUTE_TYPES, synonyms=("size", "hardware", "compute"), facet=True),
    Field("operating_system", "Operating system", T.ENUM, c.operating_system, "Operating system.", "Machine",
          values=enums.OPERATING_SYSTEMS, synonyms=("os", "windows", "linux"), facet=True),
    Field("protocols", "Protocols", T.LIST, c.protocols, "Streaming protocols (PCOIP, WSP).", "Machine"),
    Field("running_mode", "Running mode", T.ENUM, c.running_mode,
          "AutoStop is billed by the hour with a monthly base, AlwaysOn by the month.", "Machine",
          values=enums.RUNNING_MODES, synonyms=("mode", "billing mode"), facet=True),
    Field("auto_stop_timeout_minutes", "AutoStop timeout", T.INTEGER, c.auto_stop_timeout_minutes,
          "Minutes after disconnection until an AutoStop WorkSpace stops.", "Machine", unit="minutes"),
    Field("root_volume_size_gib", "Root volume", T.INTEGER, c.root_volume_size_gib, "Size of the root volume.",
          "Machine", unit="GiB"),
    Field("user_volume_size_gib", "User volume", T.INTEGER, c.user_volume_size_gib, "Size of the user volume.",
          "Machine", unit="GiB"),
    Field("root_volume_encrypted", "Root encrypted", T.BOOLEAN, c.root_volume_encrypted,
          "Whether the root volume is encrypted.", "Security", facet=True),
    Field("user_volume_encrypted", "User encrypted", T.BOOLEAN, c.user_volume_encrypted,
          "Whether the user volume is encrypted.", "Security", facet=True),
    Field("volume_encryption_key", "Encryption key", T.STRING, c.volume_encryption_key,
          "KMS key of the volumes.", "Security"),
    Field("state", "State", T.ENUM, c.state, "What the WorkSpace is doing, in AWS's words.", "State",
          values=enums.STATES, synonyms=("status",), facet=True),
    Field("connection_state", "Connection", T.ENUM, c.connection_state, "Whether a user is connected now.", "State",
          values=enums.CONNECTION_STATES, synonyms=("connected", "online"), facet=True),
    Field("last_connected_at", "Last connected", T.DATETIME, c.last_connected_at,
          "Last known connection of a user; empty if there never was one or AWS does not say.", "State",
          synonyms=("last login", "last used", "last seen")),
    Field("days_since_connected", "Days since connected", T.INTEGER, _days,
          "Whole days since the last known connection.", "State", unit="days",
          synonyms=("idle", "unused", "inactive days"), provenance=Provenance.DERIVED),
    Field("error_code", "Error code", T.STRING, c.error_code, "AWS error code of a failed WorkSpace.", "State"),
    Field("error_message", "Error message", T.TEXT, c.error_message, "AWS error text of a failed WorkSpace.",
          "State"),
    Field("tags", "Tags", T.TAGS, c.tags, "AWS tags; filter one by tag.KEY.", "Tags"),
    Field("created_at", "Created", T.DATETIME, c.created_at,
          "When it was created, from CloudTrail; unknown where that is older than the trail.", "Lifecycle",
          provenance=Provenance.CLOUDTRAIL),
    Field("created_by", "Created by", T.STRING, c.created_by, "Who created it, from CloudTrail.", "Lifecycle",
          provenance=Provenance.CLOUDTRAIL),
    Field("terminated_at", "Terminated", T.DATETIME, c.terminated_at,
          "When it was gone: from CloudTrail, else the first complete listing without it.", "Lifecycle",
          provenance=Provenance.DERIVED),
    Field("terminated_by", "Terminated by", T.STRING, c.terminated_by, "Who terminated it, from CloudTrail.",
          "Lifecycle", provenance=Provenance.CLOUDTRAIL),
    Field("first_seen_at", "First seen", T.DATETIME, c.first_seen_at, "First listing that showed it.", "Lifecycle",
          provenance=Provenance.SYNC, nullable=False),
    Field("began_at", "Since", T.DATETIME, func.coalesce(c.created_at, c.first_seen_at),
          "When it was created, or where that is not known, first seen.", "Lifecycle", provenance=Provenance.DERIVED,
          nullable=False, synonyms=("new since",)),
    Field("last_seen_at", "Last seen", T.DATETIME,
          func.coalesce(c.last_seen_at, func.greatest(COVERAGE.c.last_good_at, c.first_seen_at)),
          "Last complete listing that showed it.", "Lifecycle", needs=("covered",), provenance=Provenance.SYNC,
          nullable=False),
    Field("age_days", "Age", T.INTEGER, _age, "Whole days since it was created.", "Lifecycle", unit="days",
          provenance=Provenance.DERIVED),
    Field("connected_hours_mtd", "Hours this month", T.HOURS, _mtd,
          "Hours a user was connected this month; unknown where usage has not been collected for three days.",
          "Usage", unit="h", needs=("used",), synonyms=("usage", "hours"), provenance=Provenance.MEASURED),
    Field("connected_hours_30d", "Hours, 30 days", T.HOURS, case((_read, USED.c.connected_hours_30d)),
          "Hours a user was connected in the last 30 days; unknown where usage has not been collected for three days.",
          "Usage", unit="h", needs=("used",), provenance=Provenance.MEASURED),
    Field("modelled_cost_mtd", "Cost this month", T.MONEY, _of_this_month(COSTED.c.modelled_cost_mtd),
          "Modelled cost of this month so far (price x hours, not the bill); unknown where a price or its hours are.",
          "Cost", unit="USD", needs=("costed",), synonyms=("cost", "spend", "price"),
          provenance=Provenance.MODELLED),
    Field("forecast_cost_month", "Forecast this month", T.MONEY, _of_this_month(COSTED.c.forecast_cost_month),
          "Modelled cost expected at the end of this month; unknown until a week of usage has been collected.", "Cost",
          unit="USD", needs=("costed",), synonyms=("forecast", "expected cost"), provenance=Provenance.MODELLED),
    Field("forecast_low_month", "Forecast, low", T.MONEY, _of_this_month(COSTED.c.forecast_low),
          "Lower end of the interval around the forecast.", "Cost", unit="USD", needs=("costed",),
          provenance=Provenance.MODELLED),
    Field("forecast_high_month", "Forecast, high", T.MONEY, _of_this_month(COSTED.c.forecast_high),
          "Upper end of the interval around the forecast.", "Cost", unit="USD", needs=("costed",),
          provenance=Provenance.MODELLED),
    Field("recommendation", "Recommendation", T.STRING, ADVISED.c.title,
          "The most valuable open recommendation; empty where there is none.", "Cost", needs=("advised",),
          synonyms=("advice",), provenance=Provenance.DERIVED),
    Field("recommendation_saving", "Recommended saving", T.MONEY, ADVISED.c.saving_monthly,
          "What the most valuable open recommendation saves a month; empty where that is not known.", "Cost",
          unit="USD", needs=("advised",), synonyms=("potential saving",), provenance=Provenance.MODELLED),
    Field("raw", "Raw", T.JSON, c.raw, "The answer of AWS.", "Identity", listed=False),
)  # fmt: skip

ROLLED = select(ROLLUP).where(ROLLUP.c.workspaces > 0).subquery("rolled")
_COUNTED_BY = ("account_id", "region", "state", "running_mode", "connection_state", "compute_type", "operating_system")


def _rolled() -> Dataset:
    """WorkSpaces counted: what facets, totals and charts over the fleet read."""
    r = ROLLED.c
    return Dataset(
        name="workspaces",
        label="WorkSpaces",
        description="WorkSpaces counted.",
        table=ROLLED,
        scope=r.account_id,
        key=_COUNTED_BY,
        fields=by_name(*(replace(FIELDS[name], expression=r[name]) for name in _COUNTED_BY), FIELDS["account_name"]),
        joins={"account": Join(ACCOUNT, ACCOUNT.c.account_id == r.account_id)},
        default_columns=_COUNTED_BY,
        default_sort=_COUNTED_BY,
        hidden_unless_asked=r.living,
        weight=r.workspaces,
    )


DATASET = Dataset(
    name="workspaces",
    label="WorkSpaces",
    description="One row a WorkSpace, as it is now. Terminated ones are left out unless asked for.",
    table=W,
    scope=c.account_id,
    key=("workspace_id", "region", "account_id"),
    fields=FIELDS,
    joins=JOINS,
    default_columns=(
        "user_name", "state", "running_mode", "compute_type", "operating_system", "connection_state",
        "last_connected_at", "region", "account_name", "workspace_id",
    ),
    default_sort=("user_name",),
    search=c.search_text,
    search_fields=SEARCHED,
    tags=c.tags,
    hidden_unless_asked=c.terminated_at.is_(None),
    asked_by=frozenset({"terminated_at", "terminated_by"}),
    rolled=_rolled(),
)  # fmt: skip
