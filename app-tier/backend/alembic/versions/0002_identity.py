"""signed-out tokens; an audit log that only grows

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "revoked_tokens",
        sa.Column("jti", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("jti", name=op.f("pk_revoked_tokens")),
    )
    op.execute(
        """
        create function refuse_change_of_audit_log() returns trigger language plpgsql as $$
        begin
            raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
        end $$
        """
    )
    op.execute(
        "create trigger audit_log_is_append_only before update or delete on audit_log "
        "for each statement execute function refuse_change_of_audit_log()"
    )


def downgrade() -> None:
    op.execute("drop trigger audit_log_is_append_only on audit_log")
    op.execute("drop function refuse_change_of_audit_log()")
    op.drop_table("revoked_tokens")
