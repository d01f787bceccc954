"""recommendations tell of their writes, so that answers about them can be kept

Revision ID: 0026
Revises: 0025
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("select watch_writes('recommendations')")


def downgrade() -> None:
    for name in ("insert", "update", "delete", "truncate"):
        op.execute(f"drop trigger if exists announce_{name} on recommendations")
