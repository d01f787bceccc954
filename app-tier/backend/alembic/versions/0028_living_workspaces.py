"""what living WorkSpaces are counted by, and since when the fleet is known, in indexes of their own

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

COUNTED_BY = ["account_id", "region", "state", "running_mode", "connection_state", "compute_type", "operating_system"]


def upgrade() -> None:
    op.create_index(
        "ix_workspaces_living",
        "workspaces",
        COUNTED_BY,
        postgresql_include=["created_at", "first_seen_at"],
        postgresql_where=sa.text("terminated_at is null"),
    )
    op.create_index("ix_workspaces_first_seen_at", "workspaces", ["first_seen_at"])


def downgrade() -> None:
    op.drop_index("ix_workspaces_first_seen_at", table_name="workspaces")
    op.drop_index("ix_workspaces_living", table_name="workspaces")
