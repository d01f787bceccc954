"""Usage of whole places: `usage_daily`, one row an account, Region and day; `usage_hourly`, one row an hour."""

from sqlalchemy import Date, DateTime, Float, FromClause, Integer, Text, cast, column, func, select, true

from app.models.accounts import AwsAccount
from app.models.usage import UsageDaily, UsageHourly
from app.services.catalog.model import Dataset, Field, FieldType, Join, Provenance, by_name

D = UsageDaily.__table__
H = UsageHourly.__table__
ACCOUNT = AwsAccount.__table__.alias("account")
T = FieldType
_M = Provenance.MEASURED
WEEKDAYS = tuple(
    (str(i), day)
    for i, day in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), 1)
)

_each = (
    func.unnest(H.c.connected, H.c.known)
    .table_valued(column("connected", Integer), column("known", Integer), with_ordinality="n")
    .render_derived()
)
_from_first = func.make_interval(0, 0, 0, 0, cast(_each.c.n, Integer) - 1)
HOURS = (
    select(
        H.c.account_id,
        H.c.region,
        H.c.month,
        func.timezone("UTC", cast(H.c.month, DateTime) + _from_first, type_=DateTime(timezone=True)).label("hour"),
        _each.c.connected,
        _each.c.known,
    )
    .select_from(H.join(_each, true()))
    .where(_each.c.known > 0)
    .subquery("hours")
)


def _place(table: FromClause) -> tuple[Field, ...]:
    c = table.c
    return (
        Field("account_id", "Account ID", T.ID, c.account_id, "AWS account.", "Place", nullable=False, facet=True,
              synonyms=("account",)),
        Field("account_name", "Account", T.STRING, ACCOUNT.c.name, "Name of the AWS account.", "Place",
              needs=("account",), facet=True, provenance=Provenance.SYNC),
        Field("region", "Region", T.ENUM, c.region, "AWS Region.", "Place", nullable=False, facet=True),
    )  # fmt: skip


DAILY = Dataset(
    name="usage_daily",
    label="Usage by day",
    description="One row an account, Region and day (UTC): the hours of all its WorkSpaces together.",
    table=D,
    scope=D.c.account_id,
    key=("day", "region", "account_id"),
    fields=by_name(
        Field("day", "Day", T.DATE, D.c.day, "Day (UTC).", "Usage", nullable=False, provenance=_M,
              synonyms=("when", "date")),
        Field("connected_hours", "Connected hours", T.HOURS, D.c.connected_hours,
              "Hours in which a user was connected at any time, of all WorkSpaces.", "Usage", unit="h", nullable=False,
              provenance=_M, synonyms=("hours", "usage")),
        Field("billed_hours", "Billed hours", T.HOURS, D.c.billed_hours,
              "Hours that AutoStop bills: connected, and the idle timeout after each session.", "Usage", unit="h",
              provenance=Provenance.MODELLED, synonyms=("running hours",)),
        Field("sessions", "Sessions", T.INTEGER, D.c.sessions, "Sessions that began on the day.", "Usage",
              nullable=False, provenance=_M, synonyms=("logins", "connections")),
        Field("known_hours", "Measured hours", T.HOURS, D.c.known_hours, "Hours that CloudWatch has told of.", "Usage",
              unit="h", nullable=False, provenance=_M),
        Field("measured_workspaces", "Measured WorkSpaces", T.INTEGER, D.c.measured_workspaces,
              "WorkSpaces that CloudWatch has told of.", "Usage", nullable=False, provenance=_M),
        Field("connected_workspaces", "Connected WorkSpaces", T.INTEGER, D.c.connected_workspaces,
              "WorkSpaces that a user was connected to on the day.", "Usage", nullable=False, provenance=_M,
              synonyms=("active users", "users")),
        *_place(D),
    ),
    joins={"account": Join(ACCOUNT, ACCOUNT.c.account_id == D.c.account_id)},
    default_columns=("day", "connected_hours", "billed_hours", "sessions", "connected_workspaces", "region",
                     "account_name"),
    default_sort=("-day",),
)  # fmt: skip

_utc = func.timezone("UTC", HOURS.c.hour)
HOURLY = Dataset(
    name="usage_hourly",
    label="Usage by hour",
    description="One row an account, Region and hour (UTC): how many WorkSpaces a user was connected to.",
    table=HOURS,
    scope=HOURS.c.account_id,
    key=("hour", "region", "account_id"),
    fields=by_name(
        Field("hour", "Hour", T.DATETIME, HOURS.c.hour, "Beginning of the hour.", "Usage", nullable=False,
              provenance=_M, synonyms=("when", "time")),
        Field("day", "Day", T.DATE, cast(_utc, Date), "Day (UTC).", "Usage", nullable=False, provenance=_M),
        Field("month", "Month", T.DATE, HOURS.c.month, "First day of the month (UTC).", "Usage", nullable=False,
              grain="month", provenance=_M),
        Field("weekday", "Weekday", T.ENUM, cast(cast(func.extract("isodow", _utc), Integer), Text),
              "Day of the week (UTC): 1 is Monday.", "Usage", values=WEEKDAYS, nullable=False, facet=True,
              provenance=_M),
        Field("hour_of_day", "Hour of the day", T.INTEGER, cast(func.extract("hour", _utc), Integer),
              "Hour of the day (UTC), 0 to 23.", "Usage", nullable=False, provenance=_M),
        Field("connected", "Connected", T.INTEGER, HOURS.c.connected,
              "WorkSpaces that a user was connected to at any time of the hour.", "Usage", nullable=False,
              provenance=_M, synonyms=("connected users", "users", "sessions")),
        Field("measured", "Measured", T.INTEGER, HOURS.c.known, "WorkSpaces that CloudWatch has told of.", "Usage",
              nullable=False, provenance=_M),
        Field("share_connected", "Connected, part", T.NUMBER,
              cast(HOURS.c.connected, Float) / HOURS.c.known,
              "Connected of those measured (0 to 1).", "Usage", provenance=_M),
        *_place(HOURS),
    ),
    joins={"account": Join(ACCOUNT, ACCOUNT.c.account_id == HOURS.c.account_id)},
    default_columns=("hour", "connected", "measured", "region", "account_name"),
    default_sort=("-hour",),
)  # fmt: skip
