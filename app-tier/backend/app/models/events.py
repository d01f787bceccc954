"""CloudTrail events, the WorkSpaces that each of them touched, and how far each trail has been read.

`events` and `event_workspaces` are partitioned by month of `event_time`; the writer makes the months that it needs.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base

BY_MONTH = {"postgresql_partition_by": "RANGE (event_time)"}
SEARCHED = ("event_name", "username", "source_ip", "error_code", "event_id")


class Event(Base):
    """One API call as CloudTrail tells it.

    `workspace_ids` are those of `event_workspaces`, `search_text` the SEARCHED columns in lower case: both for filters.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_event_id", "event_id"),
        Index("ix_events_event_name", "event_name", "event_time"),
        Index("ix_events_username", "username", "event_time"),
        Index("ix_events_workspace_ids", "workspace_ids", postgresql_using="gin"),
        Index(
            "ix_events_search", "search_text", postgresql_using="gin", postgresql_ops={"search_text": "gin_trgm_ops"}
        ),
        BY_MONTH,
    )

    event_time: Mapped[datetime] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    event_name: Mapped[str | None] = mapped_column(Text)
    username: Mapped[str | None] = mapped_column(Text)
    user_type: Mapped[str | None] = mapped_column(Text)
    user_arn: Mapped[str | None] = mapped_column(Text)
    invoked_by: Mapped[str | None] = mapped_column(Text)
    source_ip: Mapped[str | None] = mapped_column(Text)
    user_agent: Mapped[str | None] = mapped_column(Text)
    error_code: Mapped[str | None] = mapped_column(Text)
    error_message: Mapped[str | None] = mapped_column(Text)
    read_only: Mapped[bool | None]
    request_parameters: Mapped[Any | None] = mapped_column(JSONB)
    response_elements: Mapped[Any | None] = mapped_column(JSONB)
    workspace_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    search_text: Mapped[str] = mapped_column(Text)


class EventWorkspace(Base):
    """One WorkSpace of an event. `effect` is `create` or `terminate` where the event begins or ends its life."""

    __tablename__ = "event_workspaces"
    __table_args__ = (
        Index(
            "ix_event_workspaces_effect",
            "account_id",
            "region",
            "workspace_id",
            postgresql_where=text("effect is not null"),
        ),
        BY_MONTH,
    )

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    workspace_id: Mapped[str] = mapped_column(Text, primary_key=True)
    event_time: Mapped[datetime] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(Text, primary_key=True)
    failed: Mapped[bool]
    effect: Mapped[str | None] = mapped_column(Text)


class EventWatermark(Base):
    """The stretch of an account and Region's trail that has been read, without a hole."""

    __tablename__ = "event_watermarks"

    account_id: Mapped[str] = mapped_column(Text, primary_key=True)
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    covered_from: Mapped[datetime]
    covered_to: Mapped[datetime]


class EventQueue(Base):
    """What has come out of a queue that EventBridge fills, in messages; counted with the rows themselves.

    `ignored`: events of other services, accounts and Regions. `put_aside`: what made no sense. A message that is
    delivered twice counts twice in `received`, and once in `stored`.
    """

    __tablename__ = "event_queues"

    queue_arn: Mapped[str] = mapped_column(Text, primary_key=True)
    received: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    stored: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    logins: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    ignored: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    put_aside: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    last_received_at: Mapped[datetime | None]
    last_event_at: Mapped[datetime | None]


class EventQueueReject(Base):
    """A message that made no sense, kept for whoever looks into it: the last thousand of each queue."""

    __tablename__ = "event_queue_rejects"

    queue_arn: Mapped[str] = mapped_column(Text, primary_key=True)
    message_id: Mapped[str] = mapped_column(Text, primary_key=True)
    received_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
