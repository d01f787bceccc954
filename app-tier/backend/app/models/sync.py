"""Sync runs, their steps, what is covered, and when to run next."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Identity,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base

LATE_AFTER = timedelta(minutes=1)
RUN_STATES = ("queued", "running", "succeeded", "partial", "failed", "cancelled")


class SyncRun(Base):
    """One sync: what was asked (null means all) and how it went. The task carries only the id."""

    __tablename__ = "sync_runs"
    __table_args__ = (
        CheckConstraint(f"status in {RUN_STATES}", name="status"),
        Index("ix_sync_runs_active", "status", postgresql_where=text("status in ('queued', 'running')")),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    status: Mapped[str] = mapped_column(Text, server_default="queued")
    trigger: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(Text)
    collectors: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    account_ids: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    regions: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    is_planned: Mapped[bool] = mapped_column(server_default=text("false"))
    cancel_requested: Mapped[bool] = mapped_column(server_default=text("false"))
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    dispatched_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class SyncStep(Base):
    """One account x Region x collector of a run."""

    __tablename__ = "sync_steps"
    __table_args__ = (
        CheckConstraint(f"status in {RUN_STATES}", name="status"),
        UniqueConstraint("run_id", "account_id", "region", "collector"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_runs.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    collector: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, server_default="queued")
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    complete: Mapped[bool | None]
    seen: Mapped[int] = mapped_column(server_default=text("0"))
    created: Mapped[int] = mapped_column(server_default=text("0"))
    updated: Mapped[int] = mapped_column(server_default=text("0"))
    unchanged: Mapped[int] = mapped_column(server_default=text("0"))
    retired: Mapped[int] = mapped_column(server_default=text("0"))
    api_calls: Mapped[int] = mapped_column(server_default=text("0"))
    throttled: Mapped[int] = mapped_column(server_default=text("0"))
    error: Mapped[str | None] = mapped_column(Text)
    error_kind: Mapped[str | None] = mapped_column(Text)
    dispatched_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    duration_ms: Mapped[int | None]


class Coverage(Base):
    """What is known of one account x Region x collector: when it was last read whole, and what went wrong since.

    `covered_from` and `covered_to`: the time that what was read is about, for collectors that read a time. `api_calls`
    and `cost_usd`: of the last look, and since the first of the `month` in `month_...`.
    """

    __tablename__ = "coverage"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    collector: Mapped[str] = mapped_column(Text, primary_key=True)
    status: Mapped[str] = mapped_column(Text)
    last_good_at: Mapped[datetime | None]
    last_attempt_at: Mapped[datetime | None]
    throttled: Mapped[int] = mapped_column(server_default=text("0"))
    error: Mapped[str | None] = mapped_column(Text)
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    covered_from: Mapped[datetime | None]
    covered_to: Mapped[datetime | None]
    api_calls: Mapped[int | None]
    cost_usd: Mapped[Decimal | None] = mapped_column(Numeric)
    month: Mapped[date | None] = mapped_column(Date)
    month_api_calls: Mapped[int | None] = mapped_column(BigInteger)
    month_cost_usd: Mapped[Decimal | None] = mapped_column(Numeric)


class Schedule(Base):
    """A sync that runs by itself every `interval_minutes`; null lists mean all.

    `missed_runs`: how many were due and not made, because nothing ran that could have made them.
    """

    __tablename__ = "schedules"
    __table_args__ = (CheckConstraint("interval_minutes between 1 and 44640", name="interval"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    collectors: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    account_ids: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    regions: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    interval_minutes: Mapped[int]
    is_enabled: Mapped[bool] = mapped_column(server_default=text("true"))
    last_run_at: Mapped[datetime | None]
    next_run_at: Mapped[datetime | None]
    missed_runs: Mapped[int] = mapped_column(server_default=text("0"))
    last_missed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    @property
    def is_late(self) -> bool:
        """Whether it is due for longer than the tick takes."""
        return self.next_run_at is not None and datetime.now(UTC) > self.next_run_at + LATE_AFTER
