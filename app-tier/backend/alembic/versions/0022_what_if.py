"""hours of each WorkSpace's last whole month under every idle timeout

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspace_costs", sa.Column("basis_month", sa.Date(), nullable=True))
    op.add_column("workspace_costs", sa.Column("basis_hours", postgresql.ARRAY(sa.SmallInteger()), nullable=True))


def downgrade() -> None:
    op.drop_column("workspace_costs", "basis_hours")
    op.drop_column("workspace_costs", "basis_month")
