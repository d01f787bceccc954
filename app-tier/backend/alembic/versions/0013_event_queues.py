"""what came out of the queues that EventBridge fills, and the messages that made no sense

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "event_queues",
        sa.Column("queue_arn", sa.Text(), nullable=False),
        *(_count(name) for name in ("received", "stored", "logins", "ignored", "put_aside")),
        sa.Column("last_received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_event_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("queue_arn", name=op.f("pk_event_queues")),
    )
    op.create_table(
        "event_queue_rejects",
        sa.Column("queue_arn", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("queue_arn", "message_id", name=op.f("pk_event_queue_rejects")),
    )


def downgrade() -> None:
    op.drop_table("event_queue_rejects")
    op.drop_table("event_queues")
