"""a hash of each WorkSpace as it was last listed, so that an unchanged one need not be sent to the database

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("listed_hash", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("workspaces", "listed_hash")
