"""A fleet over three accounts and three Regions with thirteen months behind it, made by PostgreSQL in about a minute.

It is made once for each size, version of the schema and text of this module, in a database of its own that stays on
the server; benchmarks that only read share it. Without its history it is the WorkSpaces alone.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text

from app.core.security import create_access_token, get_password_hash
from app.db.partitions import ensure_months
from app.db.session import get_engine, unit_of_work
from app.models.models import User
from app.services.usage.clock import month_hours, previous_month
from bench._scratch import kept_database

ACCOUNTS = ("111111111111", "222222222222", "333333333333")
REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-2")
MONTHS = 13
_PLACES = """
insert into aws_accounts (account_id, name, kind)
select account_id, 'Account ' || n, case n when 1 then 'home' else 'role' end
from unnest(cast(:accounts as text[])) with ordinality as a (account_id, n);
insert into directories (account_id, region, directory_id, directory_name)
select account_id, region, 'd-' || n, 'corp' || n
from unnest(cast(:accounts as text[])) account_id, unnest(cast(:regions as text[])) region, generate_series(0, 6) n;
insert into bundles (account_id, region, bundle_id, bundle_name)
select account_id, region, 'wsb-' || n, 'Bundle ' || n
from unnest(cast(:accounts as text[])) account_id, unnest(cast(:regions as text[])) region, generate_series(0, 22) n;
insert into coverage (account_id, region, collector, status, last_good_at)
select account_id, region, 'workspaces', 'succeeded', now()
from unnest(cast(:accounts as text[])) account_id, unnest(cast(:regions as text[])) region
"""
# known for fourteen months; two in a hundred came in the last month, one in fifty has gone
_WORKSPACES = """
insert into workspaces (account_id, region, workspace_id, directory_id, user_name, computer_name, ip_address, subnet_id,
  bundle_id, state, compute_type, operating_system, protocols, running_mode, auto_stop_timeout_minutes,
  root_volume_size_gib, user_volume_size_gib, root_volume_encrypted, user_volume_encrypted, volume_encryption_key,
  tags, connection_state, last_connected_at, user_display_name, user_email, created_at, first_seen_at, terminated_at)
select (cast(:accounts as text[]))[n % 3 + 1], (cast(:regions as text[]))[n / 3 % 3 + 1],
  'ws-' || lpad(to_hex(n), 9, '0'), 'd-' || n % 7, 'user.' || lpad(n::text, 7, '0'), 'IP-' || upper(to_hex(n)),
  '10.' || n % 200 || '.' || n % 250 || '.' || n % 240, 'subnet-' || md5((n % 40)::text), 'wsb-' || n % 23,
  case when n % 50 = 0 then 'TERMINATED' else (array['AVAILABLE', 'STOPPED', 'AVAILABLE', 'AVAILABLE'])[h % 4 + 1] end,
  (array['VALUE', 'STANDARD', 'PERFORMANCE', 'POWER'])[h / 4 % 4 + 1],
  (array['WINDOWS_SERVER_2022', 'WINDOWS_10', 'AMAZON_LINUX_2'])[h / 16 % 3 + 1], array['WSP'],
  (array['AUTO_STOP', 'AUTO_STOP', 'ALWAYS_ON'])[h / 64 % 3 + 1], 60, 80, 50 + h % 5 * 25, h % 9 = 0, h % 2 = 0,
  'arn:aws:kms:us-east-1:100000000000:key/' || md5((n % 9)::text),
  jsonb_build_object('department', 'd' || h % 32, 'environment', 'e' || h % 3, 'owner', 'user.' || n),
  case when h % 10 = 0 then 'CONNECTED' else 'DISCONNECTED' end, now() - h % 8640 * interval '15 minutes',
  'Person ' || n, 'user.' || n || '@example.com',
  now() - case when h % 50 = 1 then h % 30 else 100 + h % 300 end * interval '1 day', now() - interval '430 days',
  case when n % 50 = 0 then now() - h % 300 * interval '1 day' end
from (select n, hashtext(n::text) & 1048575 as h from generate_series(1, :number) n) numbered
"""
_NOW = """
insert into workspace_usage (account_id, region, workspace_id, usage_read_to, month, connected_hours_mtd,
  connected_hours_30d)
select account_id, region, workspace_id, now(), date_trunc('month', now() at time zone 'UTC'), h % 120, h % 200
from (select *, hashtext(workspace_id) & 1023 as h from workspaces) w;
insert into workspace_costs (account_id, region, workspace_id, month, modelled_cost_mtd, facts, forecast_cost_month,
  forecast_low, forecast_high, basis_month, basis_hours)
select account_id, region, workspace_id, date_trunc('month', now() at time zone 'UTC'), h / 16.0, '', h / 8.0, h / 9.0,
  h / 7.0, date_trunc('month', now() at time zone 'UTC') - interval '1 month',
  (select array_agg(h % 128 + 8 * t order by t) from generate_series(1, 24) t)
from (select *, hashtext(workspace_id) & 1023 as h from workspaces) w;
insert into workspace_changes (account_id, region, workspace_id, field, before, after, changed_at)
select account_id, region, workspace_id, (array['state', 'running_mode', 'compute_type'])[n], '"A"', '"B"',
  now() - (hashtext(workspace_id || n) & 1048575) * interval '2.5 second'
from workspaces cross join generate_series(1, 3) as n;
insert into recommendations (account_id, region, workspace_id, kind, title, state, saving_monthly, confidence, reasons,
  evidence, before, after, act_on, digest, is_top)
select account_id, region, workspace_id, 'to_auto_stop', 'Switch to AutoStop', 'open', h / 32.0, 'high',
  array['It ran for ' || h || ' hours in each of the last six months, and is paid for by the month.'],
  (select jsonb_agg(jsonb_build_object('month', n, 'hours', h, 'now', h / 8.0, 'then', h / 9.0)) from
    generate_series(1, 6) n), '{"running_mode": "ALWAYS_ON"}', '{"running_mode": "AUTO_STOP"}', current_date,
  md5(workspace_id), true
from (select *, hashtext(workspace_id) & 1023 as h from workspaces where terminated_at is null) w where h % 5 = 0
"""
# two a WorkSpace, of the last 90 days
_EVENTS = """
insert into events (event_time, event_id, region, account_id, event_name, username, source_ip, error_code, read_only,
  workspace_ids, search_text)
select date_trunc('second', now() - h % 7776000 * interval '1 second'), md5(workspace_id || n), region, account_id,
  name, 'user' || h % 50, '203.0.113.' || h % 250, case when h % 20 = 0 then 'AccessDenied' end, h % 3 = 0,
  array[workspace_id], lower(name || ' user' || h % 50 || ' 203.0.113.' || h % 250 || ' ' || md5(workspace_id || n))
from (
  select w.*, n, hashtext(workspace_id || n) & 16777215 as h, (array['StartWorkspaces', 'StopWorkspaces',
    'RebootWorkspaces', 'ModifyWorkspaceProperties'])[(hashtext(workspace_id || n) & 3) + 1] as name
  from workspaces w cross join generate_series(1, 2) n
) made;
insert into event_workspaces (account_id, region, workspace_id, event_time, event_id, failed)
select account_id, region, workspace_ids[1], event_time, event_id, error_code is not null from events
"""
_MONTH = """
insert into cost_monthly (account_id, region, workspace_id, month, source, usage_type, kind, quantity, unit, cost,
  currency, assumptions)
select account_id, region, workspace_id, :month, 'modelled', kind, kind, 1, 'h', (hashtext(workspace_id) & 1023) / 8.0,
  'USD', '{}'
from workspaces cross join unnest(array['auto_stop_month', 'auto_stop_hour', 'volume']) as kind
order by 1, 2, 3, 4, 5, 6;
insert into usage_monthly (account_id, region, workspace_id, month, connected_hours, billed_hours, sessions,
  known_hours, from_hour, to_hour)
select account_id, region, workspace_id, :month, h % 150, h % 170, h % 40, :size, 0, :size
from (select *, hashtext(workspace_id) & 1023 as h from workspaces) w
order by 1, 2, 3;
insert into usage_hourly (account_id, region, month, connected, known)
select distinct account_id, region, cast(:month as date), array_fill(700, array[:size]), array_fill(9000, array[:size])
from workspaces
"""
# the triggers are off while rows are written: what they would have summed up is summed at the end
_SUMS = """
insert into usage_daily (day, account_id, region, connected_hours, billed_hours, sessions, known_hours,
  measured_workspaces, connected_workspaces)
select day, account_id, region, 5000, 6000, 700, 200000, 9000, 800
from generate_series(cast(:since as date), current_date, interval '1 day') as day
cross join (select distinct account_id, region from workspaces) as places;
insert into cost_rollup (account_id, region, month, source, kind, usage_type, currency, amounts, known, cost)
select account_id, region, month, source, kind, usage_type, currency, count(*), count(cost), coalesce(sum(cost), 0)
from cost_monthly group by 1, 2, 3, 4, 5, 6, 7;
insert into workspace_rollup (account_id, region, state, running_mode, connection_state, compute_type, operating_system,
  living, workspaces)
select account_id, region, state, running_mode, connection_state, compute_type, operating_system, terminated_at is null,
  count(*)
from workspaces group by 1, 2, 3, 4, 5, 6, 7, 8;
insert into forecast_rollup (account_id, region, month, known, forecast)
select account_id, region, month, count(forecast_cost_month), sum(forecast_cost_month)
from workspace_costs group by 1, 2, 3;
insert into change_rollup (account_id, region, day, field, changes)
select account_id, region, cast(timezone('UTC', changed_at) as date), field, count(*)
from workspace_changes group by 1, 2, 3, 4
"""


def _fill(number: int, *, history: bool) -> None:
    months = [datetime.now(UTC).date().replace(day=1)]
    while len(months) < MONTHS:
        months.append(previous_month(months[-1]))
    told = {"accounts": list(ACCOUNTS), "regions": list(REGIONS), "number": number}
    with get_engine().begin() as connection:
        connection.exec_driver_sql("set session_replication_role = replica")
        connection.exec_driver_sql("set synchronous_commit = off")
        _each(connection, _PLACES, told)
        with _indexed_afterwards(connection, "workspaces"):
            _each(connection, _WORKSPACES, told)
        if history:
            for table in ("cost_monthly", "usage_monthly", "events", "event_workspaces"):
                ensure_months(connection, table, months)
            for sql in (_NOW, _EVENTS):
                _each(connection, sql, told)
            for month in months:
                _each(connection, _MONTH, {"month": month, "size": month_hours(month)})
        _each(connection, _SUMS, {"since": months[-1]})
    with unit_of_work() as session:
        session.add(
            User(username="bench", email="b@example.com", hashed_password=get_password_hash("x" * 12), role="admin")
        )
    with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))


@contextmanager
def _indexed_afterwards(connection: Connection, table: str) -> Iterator[None]:
    """Its indexes but the primary key are made when the rows are there."""
    found = "select indexname, indexdef from pg_indexes where tablename = :table and indexname not like 'pk%'"
    indexes = connection.execute(text(found), {"table": table}).all()
    for index in indexes:
        connection.exec_driver_sql(f'drop index "{index.indexname}"')
    yield
    for index in indexes:
        connection.exec_driver_sql(index.indexdef)


def _each(connection: Connection, sql: str, values: dict[str, object]) -> None:
    for one in sql.split(";\n"):
        names = {name: value for name, value in values.items() if f":{name}" in one}
        connection.execute(text(one), names)


@contextmanager
def fleet(number: int, *, history: bool = True) -> Iterator[str]:
    """A database with so many WorkSpaces, made at the first time; a token of its administrator."""
    made_of = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    name = f"{'fleet' if history else 'alone'}_{number}_{made_of}"
    with kept_database(name, lambda: _fill(number, history=history)), unit_of_work() as session:
        admin = session.query(User).filter_by(username="bench").one()
        token, _ = create_access_token(admin.id, admin.token_version or 0)
        yield token
