"""What stands around the WorkSpaces: IP access groups, images, pools, the people and the organization's accounts."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base


class _Listed:
    """A resource of an account and Region that a listing shows; `retired_at` since it does not any more."""

    account_id: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-3)
    region: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-2)
    raw: Mapped[dict[str, Any] | None] = mapped_column(JSONB, sort_order=10)
    first_seen_at: Mapped[datetime] = mapped_column(server_default=func.now(), sort_order=11)
    last_seen_at: Mapped[datetime | None] = mapped_column(sort_order=12)
    retired_at: Mapped[datetime | None] = mapped_column(sort_order=13)


class IpGroup(_Listed, Base):
    """An IP access control group (DescribeIpGroups); `rules` are CIDR blocks."""

    __tablename__ = "ip_groups"

    ip_group_id: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-1)
    ip_group_name: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    rules: Mapped[list[str] | None] = mapped_column(ARRAY(Text))


class Image(_Listed, Base):
    """An image, own or shared (DescribeWorkspaceImages)."""

    __tablename__ = "images"

    image_id: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-1)
    image_name: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    operating_system: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str | None] = mapped_column(Text)
    required_tenancy: Mapped[str | None] = mapped_column(Text)
    owner_account_id: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime | None]
    update_available: Mapped[bool | None]
    error_code: Mapped[str | None] = mapped_column(Text)
    error_message: Mapped[str | None] = mapped_column(Text)


class Pool(_Listed, Base):
    """A pool of WorkSpaces (DescribeWorkspacesPools), with its sessions when it was looked at."""

    __tablename__ = "pools"

    pool_id: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-1)
    pool_name: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str | None] = mapped_column(Text)
    running_mode: Mapped[str | None] = mapped_column(Text)
    bundle_id: Mapped[str | None] = mapped_column(Text)
    directory_id: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime | None]
    desired_user_sessions: Mapped[int | None]
    actual_user_sessions: Mapped[int | None]
    active_user_sessions: Mapped[int | None]
    available_user_sessions: Mapped[int | None]


class Person(Base):
    """What a directory told of a user when it was last asked; `is_found` is false where it knows none of that name.

    `is_enabled` is null where it does not say.
    """

    __tablename__ = "people"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    directory_id: Mapped[str] = mapped_column(Text, primary_key=True)
    user_name: Mapped[str] = mapped_column(Text, primary_key=True)
    display_name: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    is_found: Mapped[bool]
    is_enabled: Mapped[bool | None]
    asked_at: Mapped[datetime]


class OrganizationAccount(Base):
    """An account of the organization of the home account (organizations:ListAccounts)."""

    __tablename__ = "organization_accounts"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(Text)
    joined_at: Mapped[datetime | None]
