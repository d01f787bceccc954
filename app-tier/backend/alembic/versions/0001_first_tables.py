"""first tables

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEARCH_TEXT = (
    "lower("
    "coalesce(workspace_id, '') || ' ' || "
    "coalesce(user_name, '') || ' ' || "
    "coalesce(user_display_name, '') || ' ' || "
    "coalesce(user_email, '') || ' ' || "
    "coalesce(computer_name, '') || ' ' || "
    "coalesce(ip_address, '') || ' ' || "
    "coalesce(directory_id, '') || ' ' || "
    "coalesce(bundle_id, ''))"
)


def upgrade() -> None:
    op.execute("create extension if not exists pg_trgm")
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("source_ip", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index(
        "ix_audit_log_at", "audit_log", [sa.literal_column("at desc"), sa.literal_column("id desc")], unique=False
    )
    op.create_table(
        "aws_accounts",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("partition", sa.Text(), server_default="aws", nullable=False),
        sa.Column("role_arn", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("access_key_id", sa.Text(), nullable=True),
        sa.Column("secret_access_key_encrypted", sa.Text(), nullable=True),
        sa.Column("regions", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("is_enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("last_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind in ('home', 'role', 'keys')", name=op.f("ck_aws_accounts_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aws_accounts")),
    )
    op.create_index("uq_aws_accounts_account_id", "aws_accounts", ["account_id"], unique=True)
    op.create_index(
        "uq_aws_accounts_home", "aws_accounts", ["kind"], unique=True, postgresql_where=sa.text("kind = 'home'")
    )
    op.create_table(
        "bundles",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("bundle_id", sa.Text(), nullable=False),
        sa.Column("bundle_name", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("image_id", sa.Text(), nullable=True),
        sa.Column("bundle_type", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("compute_type", sa.Text(), nullable=True),
        sa.Column("root_volume_size_gib", sa.Integer(), nullable=True),
        sa.Column("user_volume_size_gib", sa.Integer(), nullable=True),
        sa.Column("raw", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account_id", "region", "bundle_id", name=op.f("pk_bundles")),
    )
    op.create_table(
        "coverage",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("collector", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("last_good_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("throttled", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("account_id", "region", "collector", name=op.f("pk_coverage")),
    )
    op.create_table(
        "directories",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("directory_id", sa.Text(), nullable=False),
        sa.Column("directory_name", sa.Text(), nullable=True),
        sa.Column("alias", sa.Text(), nullable=True),
        sa.Column("directory_type", sa.Text(), nullable=True),
        sa.Column("registration_code", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("tenancy", sa.Text(), nullable=True),
        sa.Column("customer_user_name", sa.Text(), nullable=True),
        sa.Column("subnet_ids", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("dns_ip_addresses", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("ip_group_ids", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("raw", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account_id", "region", "directory_id", name=op.f("pk_directories")),
    )
    op.create_table(
        "schedules",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("collectors", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("account_ids", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("regions", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("interval_minutes", sa.Integer(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("last_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("interval_minutes between 1 and 44640", name=op.f("ck_schedules_interval")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
        sa.UniqueConstraint("name", name=op.f("uq_schedules_name")),
    )
    op.create_table(
        "sync_runs",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("status", sa.Text(), server_default="queued", nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("collectors", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("account_ids", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("regions", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("is_planned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status in ('queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled')",
            name=op.f("ck_sync_runs_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_runs")),
    )
    op.create_index(
        "ix_sync_runs_active",
        "sync_runs",
        ["status"],
        unique=False,
        postgresql_where=sa.text("status in ('queued', 'running')"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=True),
        sa.Column("hashed_password", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), server_default="viewer", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("is_superuser", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("account_scope", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("token_version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role in ('admin', 'operator', 'viewer')", name=op.f("ck_users_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    op.create_index("uq_users_email", "users", [sa.literal_column("lower(email)")], unique=True)
    op.create_index("uq_users_username", "users", [sa.literal_column("lower(username)")], unique=True)
    op.create_table(
        "workspace_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=True),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("sync_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_changes")),
    )
    op.create_index(
        "ix_workspace_changes_changed_at",
        "workspace_changes",
        [sa.literal_column("changed_at desc"), sa.literal_column("id desc")],
        unique=False,
    )
    op.create_index(
        "ix_workspace_changes_workspace",
        "workspace_changes",
        ["account_id", "region", "workspace_id", sa.literal_column("changed_at desc")],
        unique=False,
    )
    op.create_table(
        "workspaces",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("directory_id", sa.Text(), nullable=True),
        sa.Column("user_name", sa.Text(), nullable=True),
        sa.Column("computer_name", sa.Text(), nullable=True),
        sa.Column("workspace_name", sa.Text(), nullable=True),
        sa.Column("ip_address", sa.Text(), nullable=True),
        sa.Column("subnet_id", sa.Text(), nullable=True),
        sa.Column("bundle_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("compute_type", sa.Text(), nullable=True),
        sa.Column("operating_system", sa.Text(), nullable=True),
        sa.Column("protocols", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("running_mode", sa.Text(), nullable=True),
        sa.Column("auto_stop_timeout_minutes", sa.Integer(), nullable=True),
        sa.Column("root_volume_size_gib", sa.Integer(), nullable=True),
        sa.Column("user_volume_size_gib", sa.Integer(), nullable=True),
        sa.Column("root_volume_encrypted", sa.Boolean(), nullable=True),
        sa.Column("user_volume_encrypted", sa.Boolean(), nullable=True),
        sa.Column("volume_encryption_key", sa.Text(), nullable=True),
        sa.Column("raw", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("tags", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("connection_state", sa.Text(), nullable=True),
        sa.Column("last_connected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_display_name", sa.Text(), nullable=True),
        sa.Column("user_email", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("terminated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("terminated_by", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "search_text",
            sa.Text(),
            sa.Computed(
                SEARCH_TEXT,
                persisted=True,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("account_id", "region", "workspace_id", name=op.f("pk_workspaces")),
    )
    op.create_index("ix_workspaces_directory_id", "workspaces", ["directory_id"], unique=False)
    op.create_index(
        "ix_workspaces_last_connected_at",
        "workspaces",
        [sa.literal_column("last_connected_at desc nulls last")],
        unique=False,
    )
    op.create_index(
        "ix_workspaces_search",
        "workspaces",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_workspaces_tags",
        "workspaces",
        ["tags"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"tags": "jsonb_path_ops"},
    )
    op.create_index(
        "ix_workspaces_terminated_at",
        "workspaces",
        ["terminated_at"],
        unique=False,
        postgresql_where=sa.text("terminated_at is not null"),
    )
    op.create_index("ix_workspaces_user_name", "workspaces", ["user_name", "workspace_id"], unique=False)
    op.create_index("ix_workspaces_workspace_id", "workspaces", ["workspace_id"], unique=False)
    op.create_table(
        "sync_steps",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("collector", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="queued", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=True),
        sa.Column("seen", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("updated", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("unchanged", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("retired", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("api_calls", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("throttled", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("error_kind", sa.Text(), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status in ('queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled')",
            name=op.f("ck_sync_steps_status"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["sync_runs.id"], name=op.f("fk_sync_steps_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_steps")),
        sa.UniqueConstraint(
            "run_id", "account_id", "region", "collector", name=op.f("uq_sync_steps_run_id_account_id_region_collector")
        ),
    )
    op.create_index(op.f("ix_sync_steps_run_id"), "sync_steps", ["run_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_sync_steps_run_id"), table_name="sync_steps")
    op.drop_table("sync_steps")
    op.drop_index("ix_workspaces_workspace_id", table_name="workspaces")
    op.drop_index("ix_workspaces_user_name", table_name="workspaces")
    op.drop_index(
        "ix_workspaces_terminated_at", table_name="workspaces", postgresql_where=sa.text("terminated_at is not null")
    )
    op.drop_index(
        "ix_workspaces_tags", table_name="workspaces", postgresql_using="gin", postgresql_ops={"tags": "jsonb_path_ops"}
    )
    op.drop_index(
        "ix_workspaces_search",
        table_name="workspaces",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.drop_index("ix_workspaces_last_connected_at", table_name="workspaces")
    op.drop_index("ix_workspaces_directory_id", table_name="workspaces")
    op.drop_table("workspaces")
    op.drop_index("ix_workspace_changes_workspace", table_name="workspace_changes")
    op.drop_index("ix_workspace_changes_changed_at", table_name="workspace_changes")
    op.drop_table("workspace_changes")
    op.drop_index("uq_users_username", table_name="users")
    op.drop_index("uq_users_email", table_name="users")
    op.drop_table("users")
    op.drop_index(
        "ix_sync_runs_active", table_name="sync_runs", postgresql_where=sa.text("status in ('queued', 'running')")
    )
    op.drop_table("sync_runs")
    op.drop_table("schedules")
    op.drop_table("directories")
    op.drop_table("coverage")
    op.drop_table("bundles")
    op.drop_index("uq_aws_accounts_home", table_name="aws_accounts", postgresql_where=sa.text("kind = 'home'"))
    op.drop_index("uq_aws_accounts_account_id", table_name="aws_accounts")
    op.drop_table("aws_accounts")
    op.drop_index("ix_audit_log_at", table_name="audit_log")
    op.drop_table("audit_log")
    op.execute("drop extension if exists pg_trgm")
