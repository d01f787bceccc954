"""Views that people save: a plan with the columns and the density it is shown in."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class SavedView(Base):
    """One view; it goes with its owner. It holds no rows: what it shows is read within the reader's own scope."""

    __tablename__ = "saved_views"
    __table_args__ = (
        CheckConstraint("density in ('comfortable', 'compact')", name="density"),
        Index("uq_saved_views_name", "user_id", "dataset", func.lower(text("name")), unique=True),
        Index("ix_saved_views_shared", "dataset", postgresql_where=text("is_shared")),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    dataset: Mapped[str] = mapped_column(Text)
    plan: Mapped[dict[str, Any]] = mapped_column(JSONB)
    columns: Mapped[list[str]] = mapped_column(JSONB)
    density: Mapped[str] = mapped_column(Text)
    is_shared: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class DefaultView(Base):
    """The view that somebody's page of a dataset begins with; gone when the view is."""

    __tablename__ = "default_views"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    dataset: Mapped[str] = mapped_column(Text, primary_key=True)
    view_id: Mapped[int] = mapped_column(ForeignKey("saved_views.id", ondelete="CASCADE"), index=True)
