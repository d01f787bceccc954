"""a version of each table's rows by account, that every write changes

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WATCHED = (
    *("aws_accounts", "bundles", "cost_monthly", "coverage", "directories", "event_watermarks", "event_workspaces"),
    *("events", "usage_daily", "usage_hourly", "usage_monthly", "workspace_changes", "workspace_costs"),
    *("workspace_usage", "workspaces"),
)

# Each server process has a row of its own, so that two writers never wait for each other; a version is all of them
# together. It is written in the transaction of the rows: whoever sees one sees the other.
BUMP = """
create function bump_data_version(written text, account text) returns void language sql as $$
  insert into data_versions as v (relation, account_id, writer, stamp)
  values (written, account, pg_backend_pid(), extract(epoch from clock_timestamp()) * 1000000)
  on conflict (relation, account_id, writer) do update set stamp = greatest(excluded.stamp, v.stamp + 1)
$$
"""
ANNOUNCE = """
create function announce_written_rows() returns trigger language plpgsql as $$
declare account text;
begin
  for account in select distinct coalesce(account_id, '') from written_rows loop
    perform bump_data_version(tg_table_name, account);
  end loop;
  return null;
end $$
"""
ANNOUNCE_ALL = """
create function announce_truncation() returns trigger language plpgsql as $$
begin
  perform bump_data_version(tg_table_name, '');
  return null;
end $$
"""
WATCH = """
create function watch_writes(watched regclass) returns void language plpgsql as $$
begin
  execute format('create trigger announce_insert after insert on %s referencing new table as written_rows
    for each statement execute function announce_written_rows()', watched);
  execute format('create trigger announce_update after update on %s referencing new table as written_rows
    for each statement execute function announce_written_rows()', watched);
  execute format('create trigger announce_delete after delete on %s referencing old table as written_rows
    for each statement execute function announce_written_rows()', watched);
  execute format('create trigger announce_truncate after truncate on %s
    for each statement execute function announce_truncation()', watched);
end $$
"""
# rows of processes that have ended, put together into one that is newer than all of them
FOLD = """
create function fold_data_versions() returns bigint language sql as $$
  with gone as (
    delete from data_versions v where writer <> 0 and not exists (
      select from pg_stat_activity a where a.pid = v.writer)
    returning relation, account_id
  ), folded as (
    insert into data_versions as v (relation, account_id, writer, stamp)
    select distinct relation, account_id, 0, (extract(epoch from now()) * 1000000)::bigint from gone
    on conflict (relation, account_id, writer) do update set stamp = greatest(excluded.stamp, v.stamp + 1)
    returning 1
  )
  select count(*) from folded
$$
"""


def upgrade() -> None:
    op.create_table(
        "data_versions",
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("writer", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("relation", "account_id", "writer", name=op.f("pk_data_versions")),
    )
    for function in (BUMP, ANNOUNCE, ANNOUNCE_ALL, WATCH, FOLD):
        op.execute(function)
    for table in WATCHED:
        op.execute(f"select watch_writes('{table}')")


def downgrade() -> None:
    op.execute("drop function watch_writes")
    op.execute("drop function announce_written_rows cascade")
    op.execute("drop function announce_truncation cascade")
    op.execute("drop function bump_data_version")
    op.execute("drop function fold_data_versions")
    op.drop_table("data_versions")
