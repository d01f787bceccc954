"""The second factor of those who have one."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class SecondFactor(Base):
    """The secret of a user's app, in use once `confirmed_at` is set; a step up to `last_step` is not good any more.

    Of each recovery code its SHA-256 is kept until it is used: they are random, so that a plain hash is enough.
    """

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret_encrypted: Mapped[str] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    recovery_hashes: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary), server_default=text("'{}'"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
