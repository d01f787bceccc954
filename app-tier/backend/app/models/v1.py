"""What the database of version 1 knew and AWS cannot tell any more: kept as it was, for good."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Date, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class V1Usage(Base):
    """Hours of one WorkSpace and month (its first day) as version 1 counted them: a sum without days or sessions."""

    __tablename__ = "v1_usage"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(Text, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    usage_hours: Mapped[Decimal] = mapped_column(Numeric)
    created_at: Mapped[datetime | None]
    updated_at: Mapped[datetime | None]


class V1Billing(Base):
    """A line of version 1's bill; `source_id` is its id there, `kind` what its usage type says now."""

    __tablename__ = "v1_billing"
    __table_args__ = (Index("ix_v1_billing_workspace", "account_id", "region", "workspace_id", "start_date"),)

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    source_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    workspace_id: Mapped[str | None] = mapped_column(Text)
    service: Mapped[str | None] = mapped_column(Text)
    usage_type: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    start_date: Mapped[date] = mapped_column(Date)
    end_date: Mapped[date | None] = mapped_column(Date)
    amount: Mapped[Decimal] = mapped_column(Numeric)
    unit: Mapped[str | None] = mapped_column(Text)
    currency: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime | None]


class V1Sync(Base):
    """A sync that version 1 made."""

    __tablename__ = "v1_syncs"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    source_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sync_type: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(Text)
    records_processed: Mapped[int | None] = mapped_column(BigInteger)
    error_message: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]


class V1Reject(Base):
    """A row that could not be imported, whole, with the reason. The same row again is no second one."""

    __tablename__ = "v1_rejects"

    digest: Mapped[str] = mapped_column(Text, primary_key=True)
    source_table: Mapped[str] = mapped_column(Text)
    source_id: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    row: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rejected_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
