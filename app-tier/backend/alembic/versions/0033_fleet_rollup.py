"""WorkSpaces and changes counted, and forecasts summed, by triggers; savings that count in an index of their own

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

COUNTED_BY = ("account_id", "region", "state", "running_mode", "connection_state", "compute_type", "operating_system")
COUNTED = f"{', '.join(COUNTED_BY)}, living"
COUNT = f"select {', '.join(COUNTED_BY)}, terminated_at is null as living, {{0}} as workspaces from {{1}}"  # noqa: S608 - constants
PLACE = "account_id, region, month"
SUM = f"select {PLACE}, {{0}} as workspaces, forecast_cost_month as forecast from {{1}}"  # noqa: S608 - constants
# only sums that change are written; in the order of their keys, so that two writers never wait for each other
FUNCTION = """
create function {name}() returns trigger language plpgsql as $$
begin
  if tg_op = 'TRUNCATE' then
    delete from {table};
  elsif tg_op = 'INSERT' then
    {insert};
  elsif tg_op = 'DELETE' then
    {delete};
  else
    {update};
  end if;
  return null;
end $$
"""
ADD_COUNTS = f"""
    insert into workspace_rollup as r ({COUNTED}, workspaces)
    select {COUNTED}, sum(workspaces) from ({{0}}) written
    group by {COUNTED} having sum(workspaces) <> 0 order by {COUNTED}
    on conflict ({COUNTED}) do update set workspaces = r.workspaces + excluded.workspaces"""  # noqa: S608 - constants
ADD_FORECASTS = f"""
    insert into forecast_rollup as r ({PLACE}, known, forecast)
    select {PLACE}, coalesce(sum(workspaces) filter (where forecast is not null), 0),
      coalesce(sum(workspaces * forecast), 0)
    from ({{0}}) written
    group by {PLACE} having coalesce(sum(workspaces * forecast), 0) <> 0
      or coalesce(sum(workspaces) filter (where forecast is not null), 0) <> 0
    order by {PLACE}
    on conflict ({PLACE}) do update set known = r.known + excluded.known, forecast = r.forecast + excluded.forecast
"""  # noqa: S608 - constants
CHANGED = "account_id, region, day, field"
CHANGES = """
select account_id, region, cast(timezone('UTC', changed_at) as date) as day, field, {0} as changes from {1}"""
ADD_CHANGES = f"""
    insert into change_rollup as r ({CHANGED}, changes)
    select {CHANGED}, sum(changes) from ({{0}}) written
    group by {CHANGED} having sum(changes) <> 0 order by {CHANGED}
    on conflict ({CHANGED}) do update set changes = r.changes + excluded.changes"""  # noqa: S608 - constants
TRIGGERS = (
    ("insert", "referencing new table as new_rows"),
    ("update", "referencing old table as old_rows new table as new_rows"),
    ("delete", "referencing old table as old_rows"),
    ("truncate", ""),
)
ROLL_UPS = (
    ("workspaces", "workspace_rollup", ADD_COUNTS, COUNT),
    ("workspace_costs", "forecast_rollup", ADD_FORECASTS, SUM),
    ("workspace_changes", "change_rollup", ADD_CHANGES, CHANGES),
)


def _roll_up(source: str, table: str, add: str, rows: str) -> None:
    new, old = rows.format("1", "new_rows"), rows.format("-1", "old_rows")
    changes = {"insert": new, "delete": old, "update": f"{new} union all {old}"}
    told = {event: add.format(sql) for event, sql in changes.items()}
    op.execute(FUNCTION.format(name=f"roll_up_{source}", table=table, **told))
    for event, referencing in TRIGGERS:
        op.execute(
            f"create trigger roll_up_{event} after {event} on {source} {referencing} "
            f"for each statement execute function roll_up_{source}()"
        )
    op.execute(f"select watch_writes('{table}')")


def _index_changes(**included: list[str]) -> None:
    name, columns = "ix_workspace_changes_changed_at", [sa.text("changed_at desc"), sa.text("id desc")]
    op.drop_index(name, table_name="workspace_changes")
    op.create_index(name, "workspace_changes", columns, **included)


def upgrade() -> None:
    op.create_table(
        "workspace_rollup",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=name not in COUNTED_BY[:2]) for name in COUNTED_BY),
        sa.Column("living", sa.Boolean(), nullable=False),
        sa.Column("workspaces", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_rollup")),
    )
    op.create_index(
        "uq_workspace_rollup",
        "workspace_rollup",
        [*COUNTED_BY, "living"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "forecast_rollup",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("account_id", "region")),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("known", sa.BigInteger(), nullable=False),
        sa.Column("forecast", sa.Numeric(), nullable=False),
        sa.PrimaryKeyConstraint(*PLACE.split(", "), name=op.f("pk_forecast_rollup")),
    )
    op.create_table(
        "change_rollup",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("account_id", "region")),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*CHANGED.split(", "), name=op.f("pk_change_rollup")),
    )
    for source, table, add, rows in ROLL_UPS:
        op.execute(add.format(rows.format("1", source)))
        _roll_up(source, table, add, rows)
    op.create_index(
        "ix_workspaces_began_at",
        "workspaces",
        [sa.text("coalesce(created_at, first_seen_at)")],
        postgresql_include=["created_at", "first_seen_at", "account_id"],
        postgresql_where=sa.text("terminated_at is null"),
    )
    _index_changes(postgresql_include=["account_id", "field"])
    op.create_index(
        "ix_recommendations_counted",
        "recommendations",
        [sa.text("saving_monthly desc"), sa.text("id desc")],
        postgresql_include=["account_id"],
        postgresql_where=sa.text("is_top and saving_monthly > 0 and state in ('open', 'approved')"),
    )


def downgrade() -> None:
    _index_changes()
    op.drop_index("ix_recommendations_counted", table_name="recommendations")
    op.drop_index("ix_workspaces_began_at", table_name="workspaces")
    for source, table, _, _ in ROLL_UPS:
        op.execute(f"drop function roll_up_{source} cascade")
        op.drop_table(table)
