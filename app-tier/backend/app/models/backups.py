"""Backups of the database that were made or tried."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class Backup(Base):
    """One try. `finished_at` null: it runs, or its process died; `error` null: it was made, and is called `name`."""

    __tablename__ = "backups"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None]
    name: Mapped[str | None] = mapped_column(Text)
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    is_encrypted: Mapped[bool | None]
    error: Mapped[str | None] = mapped_column(Text)
