"""modelled cost by WorkSpace, month and usage type

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cost_monthly",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("usage_type", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("cost", sa.Numeric(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_source", sa.Text(), nullable=True),
        sa.Column("price_date", sa.Date(), nullable=True),
        sa.Column("coverage", sa.REAL(), nullable=True),
        sa.Column("assumptions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            *("account_id", "region", "workspace_id", "month", "source", "usage_type"), name=op.f("pk_cost_monthly")
        ),
        postgresql_partition_by="RANGE (month)",
    )
    op.create_table(
        "workspace_costs",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("modelled_cost_mtd", sa.Numeric(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "region", "workspace_id", name=op.f("pk_workspace_costs")),
    )
    op.create_table(
        "cost_marks",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_marks")),
    )
    op.create_index("ix_cost_marks_place", "cost_marks", ["account_id", "region"], unique=False)
    # what is stored already is modelled from its oldest month on
    op.execute(
        "insert into cost_marks (account_id, region, since) "
        "select account_id, region, min(month) from usage_monthly group by 1, 2"
    )


def downgrade() -> None:
    op.drop_index("ix_cost_marks_place", table_name="cost_marks")
    op.drop_table("cost_marks")
    op.drop_table("workspace_costs")
    op.drop_table("cost_monthly")
