"""a schedule that syncs everything every half hour

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NAME = {"name": "Everything, every 30 minutes"}


def upgrade() -> None:
    # two minutes from now: whoever installs it adds accounts first, and starts the first sync themselves
    statement = """
        insert into schedules (name, interval_minutes, next_run_at)
        select :name, 30, now() + interval '2 minutes' where not exists (select from schedules)
    """
    op.get_bind().execute(sa.text(statement), NAME)


def downgrade() -> None:
    op.get_bind().execute(sa.text("delete from schedules where name = :name"), NAME)
