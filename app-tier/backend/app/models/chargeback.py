"""Months that were locked for chargeback. The database refuses to change or delete what is in these tables."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Identity, Numeric, SmallInteger, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class ChargebackLock(Base):
    """A version of a month. `billed`: by account, what was on the bill when it was locked (text, exact)."""

    __tablename__ = "chargeback_locks"
    __table_args__ = (UniqueConstraint("month", "source", "version"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    month: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    reason: Mapped[str | None] = mapped_column(Text)
    locked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    locked_by: Mapped[str | None] = mapped_column(Text)
    assumptions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    billed: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ChargebackRow(Base):
    """What one WorkSpace cost in the month as it was known then, and what it was: fields of the catalogue and tags.

    `cost` sums what is known, `unknown_items` counts what is not; `kinds`: the cost by kind of charge (text, exact).
    """

    __tablename__ = "chargeback_rows"

    lock_id: Mapped[int] = mapped_column(ForeignKey("chargeback_locks.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(Text, primary_key=True)
    cost: Mapped[Decimal] = mapped_column(Numeric)
    unknown_items: Mapped[int] = mapped_column(SmallInteger)
    kinds: Mapped[dict[str, Any]] = mapped_column(JSONB)
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    tags: Mapped[dict[str, Any]] = mapped_column(JSONB)
