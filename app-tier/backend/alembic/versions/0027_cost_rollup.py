"""costs summed by month, account, Region and charge, kept by triggers

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KEY = "account_id, region, month, source, kind, usage_type, currency"
# sums of numeric are exact, so that what was added can be taken away again
ROLL_UP = f"""
create function roll_up_costs() returns trigger language plpgsql as $$
begin
  if tg_op = 'TRUNCATE' then
    delete from cost_rollup;
  elsif tg_op = 'INSERT' then
    insert into cost_rollup as r ({KEY}, amounts, known, cost)
    select {KEY}, count(*), count(cost), coalesce(sum(cost), 0) from new_rows group by {KEY} order by {KEY}
    on conflict ({KEY}) do update set amounts = r.amounts + excluded.amounts, known = r.known + excluded.known,
      cost = r.cost + excluded.cost;
  elsif tg_op = 'DELETE' then
    insert into cost_rollup as r ({KEY}, amounts, known, cost)
    select {KEY}, -count(*), -count(cost), -coalesce(sum(cost), 0) from old_rows group by {KEY} order by {KEY}
    on conflict ({KEY}) do update set amounts = r.amounts + excluded.amounts, known = r.known + excluded.known,
      cost = r.cost + excluded.cost;
  else
    insert into cost_rollup as r ({KEY}, amounts, known, cost)
    select {KEY}, sum(n), count(cost) filter (where n = 1) - count(cost) filter (where n = -1),
      coalesce(sum(n * cost), 0)
    from (select {KEY}, cost, 1 as n from new_rows union all select {KEY}, cost, -1 from old_rows) both_rows
    group by {KEY} order by {KEY}
    on conflict ({KEY}) do update set amounts = r.amounts + excluded.amounts, known = r.known + excluded.known,
      cost = r.cost + excluded.cost;
  end if;
  return null;
end $$
"""  # noqa: S608 - made of constants
TRIGGERS = (
    ("insert", "referencing new table as new_rows"),
    ("update", "referencing old table as old_rows new table as new_rows"),
    ("delete", "referencing old table as old_rows"),
    ("truncate", ""),
)


def upgrade() -> None:
    op.create_table(
        "cost_rollup",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("account_id", "region")),
        sa.Column("month", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("source", "kind", "usage_type", "currency")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("amounts", "known")),
        sa.Column("cost", sa.Numeric(), nullable=False),
        sa.PrimaryKeyConstraint(*KEY.split(", "), name=op.f("pk_cost_rollup")),
    )
    op.execute(
        f"insert into cost_rollup select {KEY}, count(*), count(cost), coalesce(sum(cost), 0) "  # noqa: S608 - constants
        f"from cost_monthly group by {KEY}"
    )
    op.execute(ROLL_UP)
    for event, rows in TRIGGERS:
        op.execute(
            f"create trigger roll_up_{event} after {event} on cost_monthly {rows} "
            "for each statement execute function roll_up_costs()"
        )
    op.execute("select watch_writes('cost_rollup')")


def downgrade() -> None:
    op.execute("drop function roll_up_costs cascade")
    op.drop_table("cost_rollup")
