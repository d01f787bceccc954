"""users connected by hour, over all WorkSpaces of an account and Region

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "usage_hourly",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("connected", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("known", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "region", "month", name=op.f("pk_usage_hourly")),
    )
    # the next step of the usage collector makes them from the hours that are there
    op.execute(
        "insert into usage_stale_months (account_id, region, month) "
        "select distinct account_id, region, month from usage_hours on conflict do nothing"
    )


def downgrade() -> None:
    op.drop_table("usage_hourly")
