"""the audit log is a chain of hashes; nothing of it can be emptied, and only what was accounted for can be forgotten

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# SHA-256 over the hash before it, the position and every column, each with its length in front, so that no two
# entries read alike. app/services/audit/verifying.py computes the same without the database.
DIGEST = """
create function audit_digest(previous bytea, place bigint, entry audit_log) returns bytea language sql immutable as $$
    select sha256(convert_to(
        string_agg(coalesce(octet_length(part)::text || ':' || part, '-'), ',' order by n), 'UTF8'
    ))
    from unnest(array[
        encode(previous, 'hex'), place::text, entry.id::text, (extract(epoch from entry.at) * 1000000)::bigint::text,
        entry.actor, entry.action, entry.target, entry.detail::text, entry.source_ip, entry.request_id
    ]) with ordinality as parts(part, n)
$$
"""

# It runs as the transaction commits: the lock is the last one that is taken and is held for that moment only, so that
# writers neither wait for one another's work nor in a circle.
CHAIN = """
create function chain_audit_entry() returns trigger language plpgsql as $$
declare
    head record;
begin
    perform pg_advisory_xact_lock(hashtextextended('audit chain', 0));
    select position, hash into head from audit_chain order by position desc limit 1;
    insert into audit_chain (position, entry_id, hash) values (
        coalesce(head.position, 0) + 1, new.id,
        audit_digest(coalesce(head.hash, ''::bytea), coalesce(head.position, 0) + 1, new)
    );
    return null;
end $$
"""

EXISTING = """
do $$
declare
    entry audit_log;
    place bigint := 0;
    last bytea := '';
begin
    for entry in select * from audit_log order by id loop
        place := place + 1;
        last := audit_digest(last, place, entry);
        insert into audit_chain (position, entry_id, hash) values (place, entry.id, last);
    end loop;
end $$
"""

# Only a transaction that has written an entry `audit.forget` may delete, and only what that covers: never anything of
# the last ninety days.
FORGETTABLE = """
create function refuse_loss_of_audit_log() returns trigger language plpgsql as $$
begin
    if tg_level = 'STATEMENT' then
        if exists (select from audit_log where action = 'audit.forget' and at = now()) then
            return null;
        end if;
    elsif old.at < now() - interval '90 days' and exists (
        select from audit_chain where entry_id = old.id and position <= (
            select max((detail ->> 'through')::bigint) from audit_log where action = 'audit.forget'
        )
    ) then
        return old;
    end if;
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $$
"""

FORGETTABLE_LINK = """
create function refuse_loss_of_audit_chain() returns trigger language plpgsql as $$
begin
    if not exists (select from audit_log where id = old.entry_id) then
        return old;
    end if;
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $$
"""

TRIGGERS = (
    "drop trigger audit_log_is_append_only on audit_log",
    "create constraint trigger audit_log_is_chained after insert on audit_log deferrable initially deferred "
    "for each row execute function chain_audit_entry()",
    "create trigger audit_log_is_append_only before update or truncate on audit_log "
    "for each statement execute function refuse_change_of_audit_log()",
    "create trigger audit_log_is_kept before delete on audit_log "
    "for each statement execute function refuse_loss_of_audit_log()",
    "create trigger audit_log_keeps_its_rows before delete on audit_log "
    "for each row execute function refuse_loss_of_audit_log()",
    "create trigger audit_chain_is_append_only before update or truncate on audit_chain "
    "for each statement execute function refuse_change_of_audit_log()",
    "create trigger audit_chain_keeps_its_rows before delete on audit_chain "
    "for each row execute function refuse_loss_of_audit_chain()",
)
BEFORE = (
    "drop trigger audit_log_is_kept on audit_log",
    "drop trigger audit_log_keeps_its_rows on audit_log",
    "drop trigger audit_log_is_append_only on audit_log",
    "drop trigger audit_log_is_chained on audit_log",
    "create trigger audit_log_is_append_only before update or delete on audit_log "
    "for each statement execute function refuse_change_of_audit_log()",
)


def upgrade() -> None:
    op.create_table(
        "audit_chain",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_log.id"], name=op.f("fk_audit_chain_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_chain")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_chain_entry_id")),
    )
    op.create_index("ix_audit_log_forget", "audit_log", ["id"], postgresql_where=sa.text("action = 'audit.forget'"))
    for statement in (DIGEST, CHAIN, EXISTING, FORGETTABLE, FORGETTABLE_LINK, *TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    for statement in BEFORE:
        op.execute(statement)
    op.drop_index("ix_audit_log_forget", table_name="audit_log")
    op.drop_table("audit_chain")
    for function in (
        "chain_audit_entry()",
        "audit_digest(bytea, bigint, audit_log)",
        "refuse_loss_of_audit_log()",
        "refuse_loss_of_audit_chain()",
    ):
        op.execute(f"drop function {function}")
