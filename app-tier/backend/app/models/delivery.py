"""Reports that are made again and again, and mails with reports: to whom, how often tried, what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base

DELIVERY_STATES = ("waiting", "sent", "failed")


class ReportSchedule(Base):
    """A report made at times: `cron` in `time_zone`. `request` is the body of `POST /api/reports/generate`.

    `next_run_at` is null while it is paused. `missed_runs` counts times that passed while nothing ran.
    """

    __tablename__ = "report_schedules"
    __table_args__ = (
        Index("uq_report_schedules_name", "user_id", func.lower(text("name")), unique=True),
        Index("ix_report_schedules_next_run_at", "next_run_at"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    request: Mapped[dict[str, Any]] = mapped_column(JSONB)
    cron: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(Text)
    email_to: Mapped[list[str]] = mapped_column(ARRAY(Text))
    email_users: Mapped[list[int]] = mapped_column(JSONB)
    is_enabled: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    next_run_at: Mapped[datetime | None]
    last_run_at: Mapped[datetime | None]
    last_report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id", ondelete="SET NULL"))
    last_error: Mapped[str | None] = mapped_column(Text)
    missed_runs: Mapped[int] = mapped_column(server_default=text("0"))
    last_missed_at: Mapped[datetime | None]


class ReportDelivery(Base):
    """One report to one address. It waits for the report, and after a failure for `next_attempt_at`.

    `link_hash` is the SHA-256 of the secret in a mailed link; it is null where the file was attached.
    """

    __tablename__ = "report_deliveries"
    __table_args__ = (
        CheckConstraint(f"status in {DELIVERY_STATES}", name="status"),
        Index("ix_report_deliveries_report", "report_id"),
        Index("ix_report_deliveries_owner", "user_id", text("id desc")),
        Index("ix_report_deliveries_waiting", "next_attempt_at", postgresql_where=text("status = 'waiting'")),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id", ondelete="SET NULL"))
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("report_schedules.id", ondelete="SET NULL"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    recipient: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, server_default="waiting")
    form: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    error: Mapped[str | None] = mapped_column(Text)
    link_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    next_attempt_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]
