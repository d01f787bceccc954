"""What WorkSpaces belong to and are made from: directories and bundles."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class Directory(Base):
    """A directory registered with WorkSpaces (DescribeWorkspaceDirectories)."""

    __tablename__ = "directories"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    directory_id: Mapped[str] = mapped_column(Text, primary_key=True)
    directory_name: Mapped[str | None] = mapped_column(Text)
    alias: Mapped[str | None] = mapped_column(Text)
    directory_type: Mapped[str | None] = mapped_column(Text)
    registration_code: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str | None] = mapped_column(Text)
    tenancy: Mapped[str | None] = mapped_column(Text)
    customer_user_name: Mapped[str | None] = mapped_column(Text)
    subnet_ids: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    dns_ip_addresses: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    ip_group_ids: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    raw: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    first_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_seen_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


class Bundle(Base):
    """A bundle, own or Amazon's (DescribeWorkspaceBundles)."""

    __tablename__ = "bundles"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    bundle_id: Mapped[str] = mapped_column(Text, primary_key=True)
    bundle_name: Mapped[str | None] = mapped_column(Text)
    owner: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    image_id: Mapped[str | None] = mapped_column(Text)
    bundle_type: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str | None] = mapped_column(Text)
    compute_type: Mapped[str | None] = mapped_column(Text)
    root_volume_size_gib: Mapped[int | None]
    user_volume_size_gib: Mapped[int | None]
    raw: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    first_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_seen_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
