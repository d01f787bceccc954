"""The WorkSpaces as they are now, and every change of a field."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Computed, Date, Identity, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base

SEARCHED = (
    "workspace_id",
    "user_name",
    "user_display_name",
    "user_email",
    "computer_name",
    "ip_address",
    "directory_id",
    "bundle_id",
)
_SEARCH_TEXT = "lower(" + " || ' ' || ".join(f"coalesce({name}, '')" for name in SEARCHED) + ")"


class Workspace(Base):
    """The state now of one WorkSpace, keyed by account, Region and AWS id.

    Nothing is deleted: one that is gone keeps its row with `terminated_at` and state TERMINATED.
    `last_seen_at` is written when it goes; until then it is the time of the scope's last complete listing.
    """

    __tablename__ = "workspaces"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(Text, primary_key=True)

    # DescribeWorkspaces
    directory_id: Mapped[str | None] = mapped_column(Text)
    user_name: Mapped[str | None] = mapped_column(Text)
    computer_name: Mapped[str | None] = mapped_column(Text)
    workspace_name: Mapped[str | None] = mapped_column(Text)
    ip_address: Mapped[str | None] = mapped_column(Text)
    subnet_id: Mapped[str | None] = mapped_column(Text)
    bundle_id: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str | None] = mapped_column(Text)
    error_code: Mapped[str | None] = mapped_column(Text)
    error_message: Mapped[str | None] = mapped_column(Text)
    compute_type: Mapped[str | None] = mapped_column(Text)
    operating_system: Mapped[str | None] = mapped_column(Text)
    protocols: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    running_mode: Mapped[str | None] = mapped_column(Text)
    auto_stop_timeout_minutes: Mapped[int | None]
    root_volume_size_gib: Mapped[int | None]
    user_volume_size_gib: Mapped[int | None]
    root_volume_encrypted: Mapped[bool | None]
    user_volume_encrypted: Mapped[bool | None]
    volume_encryption_key: Mapped[str | None] = mapped_column(Text)
    raw: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    # of these columns, as the sync wrote them last; whoever else writes one of them sets it to null
    listed_hash: Mapped[int | None] = mapped_column(BigInteger)

    # other collectors; null until they have spoken
    tags: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    connection_state: Mapped[str | None] = mapped_column(Text)
    last_connected_at: Mapped[datetime | None]
    user_display_name: Mapped[str | None] = mapped_column(Text)
    user_email: Mapped[str | None] = mapped_column(Text)

    # lifecycle
    created_at: Mapped[datetime | None]
    created_by: Mapped[str | None] = mapped_column(Text)
    terminated_at: Mapped[datetime | None]
    terminated_by: Mapped[str | None] = mapped_column(Text)
    first_seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_seen_at: Mapped[datetime | None]

    search_text: Mapped[str] = mapped_column(Text, Computed(_SEARCH_TEXT, persisted=True))

    __table_args__ = (
        Index("ix_workspaces_workspace_id", "workspace_id"),
        Index("ix_workspaces_user_name", "user_name", "workspace_id"),
        Index("ix_workspaces_last_connected_at", text("last_connected_at desc nulls last")),
        Index("ix_workspaces_directory_id", "directory_id"),
        Index(
            "ix_workspaces_search",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        Index("ix_workspaces_tags", "tags", postgresql_using="gin", postgresql_ops={"tags": "jsonb_path_ops"}),
        Index("ix_workspaces_first_seen_at", "first_seen_at"),
        # what is counted by these is read from the index alone: the rows are wide
        Index(
            "ix_workspaces_living",
            *("account_id", "region", "state", "running_mode", "connection_state", "compute_type", "operating_system"),
            postgresql_include=["created_at", "first_seen_at"],
            postgresql_where=text("terminated_at is null"),
        ),
        Index(
            "ix_workspaces_began_at",
            text("coalesce(created_at, first_seen_at)"),
            postgresql_include=["created_at", "first_seen_at", "account_id"],
            postgresql_where=text("terminated_at is null"),
        ),
        Index("ix_workspaces_terminated_at", "terminated_at", postgresql_where=text("terminated_at is not null")),
    )


class WorkspaceRollup(Base):
    """`workspaces` counted by what the fleet is looked at by most, in the same transaction, by triggers.

    `living`: not terminated. A count may have come down to 0.
    """

    __tablename__ = "workspace_rollup"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    state: Mapped[str | None] = mapped_column(Text)
    running_mode: Mapped[str | None] = mapped_column(Text)
    connection_state: Mapped[str | None] = mapped_column(Text)
    compute_type: Mapped[str | None] = mapped_column(Text)
    operating_system: Mapped[str | None] = mapped_column(Text)
    living: Mapped[bool]
    workspaces: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        Index(
            "uq_workspace_rollup",
            *("account_id", "region", "state", "running_mode", "connection_state", "compute_type", "operating_system"),
            "living",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )


class WorkspaceChange(Base):
    """One field that changed between two looks; `created`, `retired` and `returned` stand for the whole WorkSpace."""

    __tablename__ = "workspace_changes"
    __table_args__ = (
        Index("ix_workspace_changes_workspace", "account_id", "region", "workspace_id", text("changed_at desc")),
        Index(
            "ix_workspace_changes_changed_at",
            *(text("changed_at desc"), text("id desc")),
            postgresql_include=["account_id", "field"],
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    workspace_id: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text)
    before: Mapped[Any | None] = mapped_column(JSONB)
    after: Mapped[Any | None] = mapped_column(JSONB)
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_by: Mapped[str | None] = mapped_column(Text)
    event_id: Mapped[str | None] = mapped_column(Text)
    sync_id: Mapped[int | None]


class ChangeRollup(Base):
    """`workspace_changes` counted by day (UTC) and field, in the same transaction, by triggers."""

    __tablename__ = "change_rollup"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    field: Mapped[str] = mapped_column(Text, primary_key=True)
    changes: Mapped[int] = mapped_column(BigInteger)
