"""Modelled cost: price x hours, by the rules of `services/costs/model`. Amounts are exact, null where not known."""

from datetime import date
from decimal import Decimal

from sqlalchemy import REAL, BigInteger, Date, Identity, Index, Numeric, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class CostMonthly(Base):
    """What one WorkSpace costs in one month (its first day) under one usage type, and how that was obtained.

    `reason`: why the cost is not known. `price_source` and `price_date`: the list and the day since which the price
    holds. `coverage`: measured hours as a part of those that have passed. `assumptions`: codes of the model's.
    """

    __tablename__ = "cost_monthly"
    __table_args__ = ({"postgresql_partition_by": "RANGE (month)"},)

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(Text, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    usage_type: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    quantity: Mapped[Decimal | None] = mapped_column(Numeric)
    unit: Mapped[str] = mapped_column(Text)
    cost: Mapped[Decimal | None] = mapped_column(Numeric)
    currency: Mapped[str] = mapped_column(Text)
    price_source: Mapped[str | None] = mapped_column(Text)
    price_date: Mapped[date | None] = mapped_column(Date)
    coverage: Mapped[float | None] = mapped_column(REAL)
    assumptions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    reason: Mapped[str | None] = mapped_column(Text)


class CostRollup(Base):
    """`cost_monthly` summed over WorkSpaces, in the same transaction, by triggers. Amounts may have come down to 0.

    `amounts`: how many there are; `known`: of which the cost is known; `cost`: the sum of these.
    """

    __tablename__ = "cost_rollup"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    source: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    usage_type: Mapped[str] = mapped_column(Text, primary_key=True)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    amounts: Mapped[int] = mapped_column(BigInteger)
    known: Mapped[int] = mapped_column(BigInteger)
    cost: Mapped[Decimal] = mapped_column(Numeric)


class WorkspaceCost(Base):
    """One row a WorkSpace: what it has cost in `month` so far and is expected to at its end, and of which facts.

    Costs are null where they are not known; `forecast_deviation` is the standard deviation of the forecast.
    `basis_hours`: of `basis_month`, the hours in which it would run with an idle timeout of 1, 2 ... 24 hours.
    """

    __tablename__ = "workspace_costs"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(Text, primary_key=True)
    month: Mapped[date] = mapped_column(Date)
    modelled_cost_mtd: Mapped[Decimal | None] = mapped_column(Numeric)
    facts: Mapped[str] = mapped_column(Text)
    forecast_cost_month: Mapped[Decimal | None] = mapped_column(Numeric)
    forecast_low: Mapped[Decimal | None] = mapped_column(Numeric)
    forecast_high: Mapped[Decimal | None] = mapped_column(Numeric)
    forecast_deviation: Mapped[Decimal | None] = mapped_column(Numeric)
    basis_month: Mapped[date | None] = mapped_column(Date)
    basis_hours: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))


class ForecastRollup(Base):
    """`workspace_costs` summed over WorkSpaces, in the same transaction, by triggers.

    `known`: WorkSpaces of which the forecast of `month` is known; `forecast`: the sum of these.
    """

    __tablename__ = "forecast_rollup"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    known: Mapped[int] = mapped_column(BigInteger)
    forecast: Mapped[Decimal] = mapped_column(Numeric)


class CostMark(Base):
    """Hours of a place have changed since a month: its costs from then on are to be modelled anew."""

    __tablename__ = "cost_marks"
    __table_args__ = (Index("ix_cost_marks_place", "account_id", "region"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    since: Mapped[date] = mapped_column(Date)
