"""chargeback: months that are locked, in versions, with what each WorkSpace cost then and what it was

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None
_TABLES = ("chargeback_locks", "chargeback_rows")


def upgrade() -> None:
    op.create_table(
        "chargeback_locks",
        sa.Column("id", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("locked_by", sa.Text(), nullable=True),
        sa.Column("assumptions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("billed", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chargeback_locks")),
        sa.UniqueConstraint("month", "source", "version", name=op.f("uq_chargeback_locks_month_source_version")),
    )
    op.create_table(
        "chargeback_rows",
        sa.Column("lock_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("cost", sa.Numeric(), nullable=False),
        sa.Column("unknown_items", sa.SmallInteger(), nullable=False),
        sa.Column("kinds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("attributes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["lock_id"], ["chargeback_locks.id"], name=op.f("fk_chargeback_rows_lock_id")),
        sa.PrimaryKeyConstraint("lock_id", "account_id", "region", "workspace_id", name=op.f("pk_chargeback_rows")),
    )
    op.execute(
        "create function refuse_change() returns trigger language plpgsql as "
        "$$ begin raise exception 'a locked statement never changes'; end $$"
    )
    for table in _TABLES:
        op.execute(
            f"create trigger {table}_never_change before update or delete on {table} "
            "for each statement execute function refuse_change()"
        )


def downgrade() -> None:
    op.drop_table("chargeback_rows")
    op.drop_table("chargeback_locks")
    op.execute("drop function refuse_change()")
