"""Questions asked in plain language, kept for conversations and for the evaluation of what answers them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class AiQuery(Base):
    """One question with what it was taken for. `thumb`: 1 up, -1 down. It goes with its user, or when it is old."""

    __tablename__ = "ai_queries"
    __table_args__ = (
        CheckConstraint("thumb in (-1, 1)", name="thumb"),
        CheckConstraint("status in ('answered', 'needs_clarification', 'unsupported', 'unavailable')", name="status"),
        Index("ix_ai_queries_conversation", "user_id", "conversation_id", text("id desc")),
        Index("ix_ai_queries_asked_at", "asked_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    conversation_id: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    question: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    engine: Mapped[str] = mapped_column(Text)
    model: Mapped[str] = mapped_column(Text)
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    answer: Mapped[str] = mapped_column(Text)
    total: Mapped[int | None] = mapped_column(BigInteger)
    timings_ms: Mapped[dict[str, float]] = mapped_column(JSONB)
    thumb: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(Text)
