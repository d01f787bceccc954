"""what version 1 knew

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

PLACE = ("account_id", "region")
TIME = sa.DateTime(timezone=True)


def _place() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in PLACE]


def upgrade() -> None:
    op.create_table(
        "v1_usage",
        *_place(),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("usage_hours", sa.Numeric(), nullable=False),
        sa.Column("created_at", TIME),
        sa.Column("updated_at", TIME),
        sa.PrimaryKeyConstraint(*PLACE, "workspace_id", "month", name=op.f("pk_v1_usage")),
    )
    op.create_table(
        "v1_billing",
        *_place(),
        sa.Column("source_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("workspace_id", sa.Text()),
        sa.Column("service", sa.Text()),
        sa.Column("usage_type", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date()),
        sa.Column("amount", sa.Numeric(), nullable=False),
        sa.Column("unit", sa.Text()),
        sa.Column("currency", sa.Text()),
        sa.Column("created_at", TIME),
        sa.PrimaryKeyConstraint(*PLACE, "source_id", name=op.f("pk_v1_billing")),
    )
    op.create_index("ix_v1_billing_workspace", "v1_billing", [*PLACE, "workspace_id", "start_date"])
    op.create_table(
        "v1_syncs",
        *_place(),
        sa.Column("source_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sync_type", sa.Text()),
        sa.Column("status", sa.Text()),
        sa.Column("records_processed", sa.BigInteger()),
        sa.Column("error_message", sa.Text()),
        sa.Column("started_at", TIME),
        sa.Column("completed_at", TIME),
        sa.PrimaryKeyConstraint(*PLACE, "source_id", name=op.f("pk_v1_syncs")),
    )
    op.create_table(
        "v1_rejects",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("source_table", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("row", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rejected_at", TIME, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_v1_rejects")),
    )


def downgrade() -> None:
    for table in ("v1_rejects", "v1_syncs", "v1_billing", "v1_usage"):
        op.drop_table(table)
