"""coverage tells the window covered and what looking costs; schedules count the runs that were missed

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COVERAGE = (
    ("covered_from", sa.DateTime(timezone=True)),
    ("covered_to", sa.DateTime(timezone=True)),
    ("api_calls", sa.Integer()),
    ("cost_usd", sa.Numeric()),
    ("month", sa.Date()),
    ("month_api_calls", sa.BigInteger()),
    ("month_cost_usd", sa.Numeric()),
)


def upgrade() -> None:
    for name, kind in COVERAGE:
        op.add_column("coverage", sa.Column(name, kind, nullable=True))
    op.add_column("schedules", sa.Column("missed_runs", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("schedules", sa.Column("last_missed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("schedules", "last_missed_at")
    op.drop_column("schedules", "missed_runs")
    for name, _ in reversed(COVERAGE):
        op.drop_column("coverage", name)
