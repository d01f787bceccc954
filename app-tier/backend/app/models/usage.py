"""Measured hours and experience, keyed as WorkSpaces are, with `month` the first day of a month (UTC)."""

from datetime import date, datetime

from sqlalchemy import REAL, Date, Integer, LargeBinary, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class _OfWorkspace:
    """The key of a WorkSpace. The month comes last: a partition holds one, and WorkSpaces are looked up by the rest."""

    account_id: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-5)
    region: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-4)
    workspace_id: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-3)


class UsageHours(_OfWorkspace, Base):
    """The hours of one WorkSpace and month as bitmaps: bit i is hour i of the month, a day is 3 bytes.

    `known` and `connected` are what CloudWatch told and the source of everything else. `billed` (null: not billed by
    the hour) and `starts` (hours in which a session begins) are derived from them, kept for sums over the fleet.
    """

    __tablename__ = "usage_hours"
    __table_args__ = ({"postgresql_partition_by": "RANGE (month)"},)

    month: Mapped[date] = mapped_column(Date, primary_key=True, sort_order=-2)
    known: Mapped[bytes] = mapped_column(LargeBinary)
    connected: Mapped[bytes] = mapped_column(LargeBinary)
    billed: Mapped[bytes | None] = mapped_column(LargeBinary)
    starts: Mapped[bytes] = mapped_column(LargeBinary)


class UsageMonthly(_OfWorkspace, Base):
    """Sums of one WorkSpace and month, in hours. It existed in the hours [from_hour, to_hour) of the month."""

    __tablename__ = "usage_monthly"
    __table_args__ = ({"postgresql_partition_by": "RANGE (month)"},)

    month: Mapped[date] = mapped_column(Date, primary_key=True, sort_order=-2)
    connected_hours: Mapped[int] = mapped_column(SmallInteger)
    billed_hours: Mapped[int | None] = mapped_column(SmallInteger)
    sessions: Mapped[int] = mapped_column(SmallInteger)
    known_hours: Mapped[int] = mapped_column(SmallInteger)
    from_hour: Mapped[int] = mapped_column(SmallInteger)
    to_hour: Mapped[int] = mapped_column(SmallInteger)


class UsageDaily(Base):
    """Sums of all WorkSpaces of an account, Region and day (UTC): what charts over the fleet read."""

    __tablename__ = "usage_daily"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    connected_hours: Mapped[int]
    billed_hours: Mapped[int | None]
    sessions: Mapped[int]
    known_hours: Mapped[int]
    measured_workspaces: Mapped[int]
    connected_workspaces: Mapped[int]


class UsageHourly(Base):
    """For each hour of a month (UTC), of an account and Region: WorkSpaces connected, and WorkSpaces told of."""

    __tablename__ = "usage_hourly"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    connected: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    known: Mapped[list[int]] = mapped_column(ARRAY(Integer))


class UsageStaleMonth(Base):
    """A month of a place whose `usage_daily` is older than its hours: written with them, removed by the roll-up."""

    __tablename__ = "usage_stale_months"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)


class WorkspaceUsage(_OfWorkspace, Base):
    """One row a WorkSpace: how far it has been read, and its hours of late.

    `usage_read_to` and `metrics_read_to`: everything before was asked for and answered whole. `connected_hours_mtd`
    is of `month`, and no longer this month's once that is over.
    """

    __tablename__ = "workspace_usage"

    usage_read_to: Mapped[datetime | None]
    metrics_read_to: Mapped[datetime | None]
    month: Mapped[date | None] = mapped_column(Date)
    connected_hours_mtd: Mapped[int | None] = mapped_column(SmallInteger)
    connected_hours_30d: Mapped[int | None] = mapped_column(SmallInteger)


class MetricDaily(_OfWorkspace, Base):
    """Experience of one WorkSpace and day (UTC): average, 95th percentile and maximum; null where not measured."""

    __tablename__ = "metric_daily"
    __table_args__ = ({"postgresql_partition_by": "RANGE (day)"},)

    day: Mapped[date] = mapped_column(Date, primary_key=True, sort_order=-2)
    latency_ms_avg: Mapped[float | None] = mapped_column(REAL)
    latency_ms_p95: Mapped[float | None] = mapped_column(REAL)
    latency_ms_max: Mapped[float | None] = mapped_column(REAL)
    cpu_percent_avg: Mapped[float | None] = mapped_column(REAL)
    cpu_percent_p95: Mapped[float | None] = mapped_column(REAL)
    cpu_percent_max: Mapped[float | None] = mapped_column(REAL)
    memory_percent_avg: Mapped[float | None] = mapped_column(REAL)
    memory_percent_p95: Mapped[float | None] = mapped_column(REAL)
    memory_percent_max: Mapped[float | None] = mapped_column(REAL)
    root_volume_percent_avg: Mapped[float | None] = mapped_column(REAL)
    root_volume_percent_p95: Mapped[float | None] = mapped_column(REAL)
    root_volume_percent_max: Mapped[float | None] = mapped_column(REAL)
    user_volume_percent_avg: Mapped[float | None] = mapped_column(REAL)
    user_volume_percent_p95: Mapped[float | None] = mapped_column(REAL)
    user_volume_percent_max: Mapped[float | None] = mapped_column(REAL)
    launch_seconds_avg: Mapped[float | None] = mapped_column(REAL)
    launch_seconds_p95: Mapped[float | None] = mapped_column(REAL)
    launch_seconds_max: Mapped[float | None] = mapped_column(REAL)
    packet_loss_percent_avg: Mapped[float | None] = mapped_column(REAL)
    packet_loss_percent_p95: Mapped[float | None] = mapped_column(REAL)
    packet_loss_percent_max: Mapped[float | None] = mapped_column(REAL)
