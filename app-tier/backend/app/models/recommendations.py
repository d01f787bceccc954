"""What is advised, what people made of it, and what it saved in the end. Amounts are in USD, null where not known."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, Identity, Index, Numeric, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base

LIVE_STATES = ("open", "approved", "snoozed", "dismissed")
STATES = (*LIVE_STATES, "done", "obsolete")
_WORKSPACE = ("account_id", "region", "workspace_id")


class Recommendation(Base):
    """Advice of one kind on one WorkSpace. Computing it again keeps its row, and with it what people decided.

    `saving_monthly`: below 0 it costs. `is_top`: the one of the WorkSpace's open and approved ones that saves most,
    the only one that counts in totals. `before`, `after`: properties of the WorkSpace. `digest`: of what the rule said.
    `done_how`: `detected` or `marked`. `verified`: month by month, what it saved after it was done.
    """

    __tablename__ = "recommendations"
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        Index("uq_recommendations_kind", *_WORKSPACE, "kind", unique=True, postgresql_where=text("state <> 'done'")),
        Index("uq_recommendations_top", *_WORKSPACE, unique=True, postgresql_where=text("is_top")),
        Index("ix_recommendations_done", *_WORKSPACE, postgresql_where=text("state = 'done'")),
        Index("ix_recommendations_workspace_id", "workspace_id"),
        Index(
            "ix_recommendations_saving",
            text("saving_monthly desc nulls last"),
            "id",
            postgresql_where=text("state in ('open', 'approved')"),
        ),
        Index(
            "ix_recommendations_counted",
            *(text("saving_monthly desc"), text("id desc")),
            postgresql_include=["account_id"],
            postgresql_where=text("is_top and saving_monthly > 0 and state in ('open', 'approved')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    workspace_id: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="open")

    title: Mapped[str] = mapped_column(Text)
    saving_monthly: Mapped[Decimal | None] = mapped_column(Numeric)
    saving_note: Mapped[str | None] = mapped_column(Text)
    confidence: Mapped[str] = mapped_column(Text)
    reasons: Mapped[list[str]] = mapped_column(ARRAY(Text))
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    before: Mapped[dict[str, Any]] = mapped_column(JSONB)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB)
    act_on: Mapped[date] = mapped_column(Date)
    act_by: Mapped[date | None] = mapped_column(Date)
    effective_on: Mapped[date | None] = mapped_column(Date)
    digest: Mapped[str] = mapped_column(Text)

    is_top: Mapped[bool] = mapped_column(server_default=text("false"))
    opened_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    state_at: Mapped[datetime] = mapped_column(server_default=func.now())
    state_by: Mapped[str | None] = mapped_column(Text)
    state_reason: Mapped[str | None] = mapped_column(Text)
    snoozed_until: Mapped[date | None] = mapped_column(Date)
    done_how: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None]
    history: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))

    verified: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    verified_saving_monthly: Mapped[Decimal | None] = mapped_column(Numeric)
    verified_saving_total: Mapped[Decimal | None] = mapped_column(Numeric)


class RecommendationPlace(Base):
    """An account and Region: when what its advice rests on changed last (null: not since it was computed).

    `parameters`: digest of those it was computed with. `sent_at`: when a worker was asked to.
    """

    __tablename__ = "recommendation_places"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    stale_at: Mapped[datetime | None]
    computed_at: Mapped[datetime | None]
    parameters: Mapped[str | None] = mapped_column(Text)
    duration_ms: Mapped[int | None]
    sent_at: Mapped[datetime | None]
