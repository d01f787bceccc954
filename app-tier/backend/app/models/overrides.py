"""What is paid instead of list prices."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, Identity, Numeric, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class PriceOverride(Base):
    """A contract price (`price`, USD a unit) or a discount (`percent` off the list price) in [valid_from, valid_to).

    `usage_type` may hold `*`; null in it, in `region` or `account_id` is any.
    """

    __tablename__ = "price_overrides"
    __table_args__ = (CheckConstraint("(price is null) <> (percent is null)", name="one_of_two"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    usage_type: Mapped[str | None] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(Text)
    account_id: Mapped[str | None] = mapped_column(Text)
    price: Mapped[Decimal | None] = mapped_column(Numeric)
    percent: Mapped[Decimal | None] = mapped_column(Numeric)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
    updated_by: Mapped[str | None] = mapped_column(Text)
