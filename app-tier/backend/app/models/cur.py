"""Cost and Usage Reports that were imported."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Date, Identity, Index, Numeric, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class CurImport(Base):
    """One version of a payer's billing period; the newest one is what `cost_monthly` holds as `billed`.

    `digest`: of all its files together. `lines`: those of WorkSpaces. `unassigned_cost`: of lines that name no
    WorkSpace. `bad`: the first of the lines that could not be read, each with file, line and reason.
    """

    __tablename__ = "cur_imports"
    __table_args__ = (Index("ix_cur_imports_month", "payer_account_id", "month"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    month: Mapped[date] = mapped_column(Date)
    payer_account_id: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    files: Mapped[list[str]] = mapped_column(ARRAY(Text))
    accounts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    lines: Mapped[int] = mapped_column(BigInteger)
    workspaces: Mapped[int]
    cost: Mapped[Decimal] = mapped_column(Numeric)
    unassigned_cost: Mapped[Decimal] = mapped_column(Numeric)
    bad_lines: Mapped[int] = mapped_column(BigInteger)
    bad: Mapped[list[Any]] = mapped_column(JSONB)
    imported_at: Mapped[datetime] = mapped_column(server_default=func.now())
