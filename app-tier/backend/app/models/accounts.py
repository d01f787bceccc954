"""AWS accounts that are read."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Identity, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class AwsAccount(Base):
    """One account: `home` by the environment's credentials, `role` by AssumeRole, `keys` by its own access key.

    The home account's id is unknown (null) until AWS has told it.
    """

    __tablename__ = "aws_accounts"
    __table_args__ = (
        CheckConstraint("kind in ('home', 'role', 'keys')", name="kind"),
        Index("uq_aws_accounts_account_id", "account_id", unique=True),
        Index("uq_aws_accounts_home", "kind", unique=True, postgresql_where=text("kind = 'home'")),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    account_id: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    partition: Mapped[str] = mapped_column(Text, server_default="aws")
    role_arn: Mapped[str | None] = mapped_column(Text)
    external_id: Mapped[str | None] = mapped_column(Text)
    access_key_id: Mapped[str | None] = mapped_column(Text)
    secret_access_key_encrypted: Mapped[str | None] = mapped_column(Text)
    regions: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    is_enabled: Mapped[bool] = mapped_column(server_default=text("true"))
    last_checked_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
