"""measured hours and experience

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "metric_daily",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("latency_ms_avg", sa.REAL(), nullable=True),
        sa.Column("latency_ms_p95", sa.REAL(), nullable=True),
        sa.Column("latency_ms_max", sa.REAL(), nullable=True),
        sa.Column("cpu_percent_avg", sa.REAL(), nullable=True),
        sa.Column("cpu_percent_p95", sa.REAL(), nullable=True),
        sa.Column("cpu_percent_max", sa.REAL(), nullable=True),
        sa.Column("memory_percent_avg", sa.REAL(), nullable=True),
        sa.Column("memory_percent_p95", sa.REAL(), nullable=True),
        sa.Column("memory_percent_max", sa.REAL(), nullable=True),
        sa.Column("root_volume_percent_avg", sa.REAL(), nullable=True),
        sa.Column("root_volume_percent_p95", sa.REAL(), nullable=True),
        sa.Column("root_volume_percent_max", sa.REAL(), nullable=True),
        sa.Column("user_volume_percent_avg", sa.REAL(), nullable=True),
        sa.Column("user_volume_percent_p95", sa.REAL(), nullable=True),
        sa.Column("user_volume_percent_max", sa.REAL(), nullable=True),
        sa.Column("launch_seconds_avg", sa.REAL(), nullable=True),
        sa.Column("launch_seconds_p95", sa.REAL(), nullable=True),
        sa.Column("launch_seconds_max", sa.REAL(), nullable=True),
        sa.Column("packet_loss_percent_avg", sa.REAL(), nullable=True),
        sa.Column("packet_loss_percent_p95", sa.REAL(), nullable=True),
        sa.Column("packet_loss_percent_max", sa.REAL(), nullable=True),
        sa.PrimaryKeyConstraint("account_id", "region", "workspace_id", "day", name=op.f("pk_metric_daily")),
        postgresql_partition_by="RANGE (day)",
    )
    op.create_table(
        "usage_daily",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("connected_hours", sa.Integer(), nullable=False),
        sa.Column("billed_hours", sa.Integer(), nullable=True),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("known_hours", sa.Integer(), nullable=False),
        sa.Column("measured_workspaces", sa.Integer(), nullable=False),
        sa.Column("connected_workspaces", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "account_id", "region", name=op.f("pk_usage_daily")),
    )
    op.create_table(
        "usage_hours",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("known", sa.LargeBinary(), nullable=False),
        sa.Column("connected", sa.LargeBinary(), nullable=False),
        sa.Column("billed", sa.LargeBinary(), nullable=True),
        sa.Column("starts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "region", "workspace_id", "month", name=op.f("pk_usage_hours")),
        postgresql_partition_by="RANGE (month)",
    )
    op.create_table(
        "usage_monthly",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("connected_hours", sa.SmallInteger(), nullable=False),
        sa.Column("billed_hours", sa.SmallInteger(), nullable=True),
        sa.Column("sessions", sa.SmallInteger(), nullable=False),
        sa.Column("known_hours", sa.SmallInteger(), nullable=False),
        sa.Column("from_hour", sa.SmallInteger(), nullable=False),
        sa.Column("to_hour", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "region", "workspace_id", "month", name=op.f("pk_usage_monthly")),
        postgresql_partition_by="RANGE (month)",
    )
    op.create_table(
        "usage_stale_months",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "region", "month", name=op.f("pk_usage_stale_months")),
    )
    op.create_table(
        "workspace_usage",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("usage_read_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("metrics_read_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("connected_hours_mtd", sa.SmallInteger(), nullable=True),
        sa.Column("connected_hours_30d", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("account_id", "region", "workspace_id", name=op.f("pk_workspace_usage")),
    )


def downgrade() -> None:
    op.drop_table("workspace_usage")
    op.drop_table("usage_stale_months")
    op.drop_table("usage_monthly")
    op.drop_table("usage_hours")
    op.drop_table("usage_daily")
    op.drop_table("metric_daily")
