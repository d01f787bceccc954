"""CloudTrail events by month, and how far each trail has been read

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("event_name", sa.Text(), nullable=True),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("user_type", sa.Text(), nullable=True),
        sa.Column("user_arn", sa.Text(), nullable=True),
        sa.Column("invoked_by", sa.Text(), nullable=True),
        sa.Column("source_ip", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("read_only", sa.Boolean(), nullable=True),
        sa.Column("request_parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("response_elements", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("workspace_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_time", "event_id", "region", "account_id", name=op.f("pk_events")),
        postgresql_partition_by="RANGE (event_time)",
    )
    op.create_index("ix_events_event_id", "events", ["event_id"])
    op.create_index("ix_events_event_name", "events", ["event_name", "event_time"])
    op.create_index("ix_events_username", "events", ["username", "event_time"])
    op.create_index("ix_events_workspace_ids", "events", ["workspace_ids"], postgresql_using="gin")
    op.create_index(
        "ix_events_search",
        "events",
        ["search_text"],
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_table(
        "event_workspaces",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("event_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "account_id", "region", "workspace_id", "event_time", "event_id", name=op.f("pk_event_workspaces")
        ),
        postgresql_partition_by="RANGE (event_time)",
    )
    op.create_index(
        "ix_event_workspaces_effect",
        "event_workspaces",
        ["account_id", "region", "workspace_id"],
        postgresql_where=sa.text("effect is not null"),
    )
    op.create_table(
        "event_watermarks",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("covered_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("covered_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "region", name=op.f("pk_event_watermarks")),
    )


def downgrade() -> None:
    op.drop_table("event_watermarks")
    op.drop_table("event_workspaces")
    op.drop_table("events")
