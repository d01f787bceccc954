"""Money as AWS states it: list prices with their validity, the bill, and what asking for it has cost.

Amounts are exact (`numeric` without a scale) and null where AWS gave none. Months are their first days, days are UTC.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, Identity, Index, Numeric, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class Price(Base):
    """One list price of the Price List API, as long as it holds: a changed price closes its row and opens another.

    It holds in [valid_from, valid_to); `valid_to` is null for the newest known one.
    """

    __tablename__ = "prices"
    __table_args__ = (
        Index("uq_prices_open", "rate_code", "currency", unique=True, postgresql_where=text("valid_to is null")),
        Index("ix_prices_rate_code", "rate_code", "currency"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    rate_code: Mapped[str] = mapped_column(Text)
    sku: Mapped[str | None] = mapped_column(Text)
    usage_type: Mapped[str] = mapped_column(Text)
    operation: Mapped[str | None] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    bundle: Mapped[str | None] = mapped_column(Text)
    compute_type: Mapped[str | None] = mapped_column(Text)
    operating_system: Mapped[str | None] = mapped_column(Text)
    licence: Mapped[str | None] = mapped_column(Text)
    running_mode: Mapped[str | None] = mapped_column(Text)
    root_volume_size_gib: Mapped[int | None]
    user_volume_size_gib: Mapped[int | None]
    unit: Mapped[str | None] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    price: Mapped[Decimal] = mapped_column(Numeric)
    begins_at_quantity: Mapped[Decimal | None] = mapped_column(Numeric)
    effective_at: Mapped[datetime | None]
    description: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class _Billed:
    """What the payer was billed for one usage type of one account. `estimated`: AWS may still change it."""

    payer_account_id: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-4)
    account_id: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-3)
    usage_type: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-2)
    region: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    compute_type: Mapped[str | None] = mapped_column(Text)
    licence: Mapped[str | None] = mapped_column(Text)
    quantity: Mapped[Decimal | None] = mapped_column(Numeric)
    unit: Mapped[str | None] = mapped_column(Text)
    cost: Mapped[Decimal | None] = mapped_column(Numeric)
    currency: Mapped[str | None] = mapped_column(Text)
    estimated: Mapped[bool]


class BillMonthly(_Billed, Base):
    """The bill by month, usage type and account (Cost Explorer, unblended cost)."""

    __tablename__ = "bill_monthly"

    month: Mapped[date] = mapped_column(Date, primary_key=True, sort_order=-5)


class BillDaily(_Billed, Base):
    """The bill by day, usage type and account (Cost Explorer, unblended cost)."""

    __tablename__ = "bill_daily"

    day: Mapped[date] = mapped_column(Date, primary_key=True, sort_order=-5)


class BillTagMonthly(Base):
    """The bill by month, account and value of a cost allocation tag; `tag_value` is '' for what has none."""

    __tablename__ = "bill_tag_monthly"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    payer_account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    tag_key: Mapped[str] = mapped_column(Text, primary_key=True)
    tag_value: Mapped[str] = mapped_column(Text, primary_key=True)
    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    cost: Mapped[Decimal | None] = mapped_column(Numeric)
    currency: Mapped[str | None] = mapped_column(Text)
    estimated: Mapped[bool]


class BillPeriod(Base):
    """A month of a payer's bill that was read whole; one that is final is not asked for again."""

    __tablename__ = "bill_periods"

    payer_account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    is_final: Mapped[bool]
    cost_tags: Mapped[list[str]] = mapped_column(ARRAY(Text))


class AwsSpend(Base):
    """What our own requests to an account have cost on one UTC day, counted before each is sent."""

    __tablename__ = "aws_spend"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    action: Mapped[str] = mapped_column(Text, primary_key=True)
    requests: Mapped[int]
    cost_usd: Mapped[Decimal] = mapped_column(Numeric)
