"""forecast of each WorkSpace's month

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None
COLUMNS = ("forecast_cost_month", "forecast_low", "forecast_high", "forecast_deviation")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("workspace_costs", sa.Column(name, sa.Numeric(), nullable=True))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("workspace_costs", name)
