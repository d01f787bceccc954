"""recommendations, and whether a directory's user is enabled

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = ("account_id", "region", "workspace_id")


def upgrade() -> None:
    op.create_table(
        "recommendations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("saving_monthly", sa.Numeric(), nullable=True),
        sa.Column("saving_note", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("act_on", sa.Date(), nullable=False),
        sa.Column("act_by", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("is_top", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("state_by", sa.Text(), nullable=True),
        sa.Column("state_reason", sa.Text(), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("done_how", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("history", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("verified", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("verified_saving_monthly", sa.Numeric(), nullable=True),
        sa.Column("verified_saving_total", sa.Numeric(), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'approved', 'snoozed', 'dismissed', 'done', 'obsolete')",
            name=op.f("ck_recommendations_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendations")),
    )
    op.create_index(
        "uq_recommendations_kind",
        "recommendations",
        [*KEY, "kind"],
        unique=True,
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_index(
        "uq_recommendations_top", "recommendations", [*KEY], unique=True, postgresql_where=sa.text("is_top")
    )
    op.create_index("ix_recommendations_done", "recommendations", [*KEY], postgresql_where=sa.text("state = 'done'"))
    op.create_index("ix_recommendations_workspace_id", "recommendations", ["workspace_id"])
    op.create_index(
        "ix_recommendations_saving",
        "recommendations",
        [sa.text("saving_monthly desc nulls last"), "id"],
        postgresql_where=sa.text("state in ('open', 'approved')"),
    )
    op.create_table(
        "recommendation_places",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("stale_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parameters", sa.Text(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account_id", "region", name=op.f("pk_recommendation_places")),
    )
    # what the inventory has already gets its advice without waiting for a sync
    op.execute(
        "insert into recommendation_places (account_id, region, stale_at) "
        "select distinct account_id, region, now() from workspaces"
    )
    op.add_column("people", sa.Column("is_enabled", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "is_enabled")
    op.drop_table("recommendation_places")
    op.drop_table("recommendations")
