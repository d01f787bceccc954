"""a schedule for each kind of reading in place of one for everything

Each at the pace at which AWS itself has news, and at what looking costs: CloudWatch takes $0.01 for 1,000 series, Cost
Explorer $0.01 a request, the inventory nothing. All of them can be changed while the system runs.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

EVERYTHING = {"name": "Everything, every 30 minutes"}
# name, collectors, minutes between runs, minutes until the first
SCHEDULES = (
    ("Inventory", ["workspaces", "directories", "bundles", "tags", "connections"], 30, 2),
    ("Events", ["events"], 15, 3),
    ("Usage", ["usage"], 180, 3),
    ("Bill", ["costs"], 480, 4),
    ("Prices and accounts", ["prices", "organization"], 1440, 4),
    ("People", ["people"], 1440, 5),
    ("Images, IP groups and pools", ["images", "ip_groups", "pools"], 720, 5),
    ("Experience", ["metrics"], 1440, 6),
)


def upgrade() -> None:
    connection = op.get_bind()
    untouched = "delete from schedules where name = :name and interval_minutes = 30 and collectors is null"
    if connection.execute(sa.text(untouched), EVERYTHING).rowcount == 0:
        return
    insert = """
        insert into schedules (name, collectors, interval_minutes, next_run_at)
        values (:name, :collectors, :every, now() + make_interval(mins => :first))
        on conflict (name) do nothing
    """
    for name, collectors, every, first in SCHEDULES:
        row = {"name": name, "collectors": collectors, "every": every, "first": first}
        connection.execute(sa.text(insert), row)


def downgrade() -> None:
    connection = op.get_bind()
    names = [name for name, *_ in SCHEDULES]
    gone = connection.execute(sa.text("delete from schedules where name = any(:names)"), {"names": names}).rowcount
    if gone:
        connection.execute(
            sa.text("insert into schedules (name, interval_minutes, next_run_at) values (:name, 30, now())"), EVERYTHING
        )
