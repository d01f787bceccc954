"""What is written of a block of rows (`:rows`, JSON), and how much of it is there. Twice changes nothing."""

from dataclasses import dataclass

from sqlalchemy import TextClause, text

_PLACE = "account_id text, region text"


@dataclass(frozen=True)
class Statements:
    """`put` writes a block; `there` gives how many of its rows are stored as they came (`n`), and their `total`."""

    put: TextClause
    there: TextClause


def _rows(columns: str) -> str:
    return f"jsonb_to_recordset(cast(:rows as jsonb)) as s({_PLACE}, {columns})"


def _upsert(table: str, columns: str, key: tuple[str, ...], measure: str | None) -> Statements:
    """Rows of a table whose columns are named as the rows' members."""
    names = ["account_id", "region", *(part.split()[0] for part in columns.split(", "))]
    others = [name for name in names if name not in key]
    values = ", ".join(f"t.{name}" for name in others)
    excluded = ", ".join(f"excluded.{name}" for name in others)
    same = f"and t.{measure} is not distinct from s.{measure}" if measure else ""
    put = f"""
insert into {table} as t ({", ".join(names)})
select distinct on ({", ".join(f"s.{name}" for name in key)}) {", ".join(f"s.{name}" for name in names)}
from {_rows(columns)}
on conflict ({", ".join(key)}) do update set ({", ".join(others)}) = row({excluded})
where ({values}) is distinct from ({excluded})
"""  # noqa: S608 - made of constants
    there = f"""
select count(*) as n, coalesce(sum({f"s.{measure}" if measure else "0"}), 0) as total
from {_rows(columns)} join {table} t using ({", ".join(key)})
where true {same}
"""  # noqa: S608
    return Statements(text(put), text(there))


USAGE = _upsert(
    "v1_usage",
    "workspace_id text, month date, usage_hours numeric, created_at timestamptz, updated_at timestamptz",
    ("account_id", "region", "workspace_id", "month"),
    "usage_hours",
)
BILLING = _upsert(
    "v1_billing",
    "source_id bigint, workspace_id text, service text, usage_type text, kind text, start_date date, end_date date, "
    "amount numeric, unit text, currency text, created_at timestamptz",
    ("account_id", "region", "source_id"),
    "amount",
)
SYNCS = _upsert(
    "v1_syncs",
    "source_id bigint, sync_type text, status text, records_processed bigint, error_message text, "
    "started_at timestamptz, completed_at timestamptz",
    ("account_id", "region", "source_id"),
    None,
)

_WORKSPACE = _rows(
    "workspace_id text, directory_id text, user_name text, user_display_name text, ip_address text, state text, "
    "bundle_id text, compute_type text, subnet_id text, computer_name text, running_mode text, "
    "auto_stop_timeout_minutes int, root_volume_size_gib int, user_volume_size_gib int, created_at timestamptz, "
    "created_by text, terminated_at timestamptz, last_connected_at timestamptz, last_seen_at timestamptz, tags jsonb"
)
_TOLD = (
    *("directory_id", "user_name", "ip_address", "bundle_id", "compute_type", "subnet_id", "computer_name"),
    *("running_mode", "auto_stop_timeout_minutes", "root_volume_size_gib", "user_volume_size_gib"),
    *("last_connected_at", "tags"),
)
_SET = ", ".join(f"{name} = coalesce(w.{name}, excluded.{name})" for name in ("created_at", "created_by",
    "user_display_name")) + ", " + ", ".join(
    f"{name} = case when w.terminated_at is null then w.{name} else coalesce(w.{name}, excluded.{name}) end"
    for name in _TOLD)  # fmt: skip
_LACKS = " or ".join(
    [f"(w.{name} is null and excluded.{name} is not null)" for name in ("created_at", "created_by",
     "user_display_name")]
    + [f"(w.terminated_at is not null and w.{name} is null and excluded.{name} is not null)" for name in _TOLD]
)  # fmt: skip
# One that a whole listing of its place did not show is gone: at the latest when version 1 saw it last. Of one that
# AWS lists, only what AWS does not tell is taken.
WORKSPACES = Statements(
    text(f"""
insert into workspaces as w (account_id, region, workspace_id, user_display_name, created_at, created_by, state,
  terminated_at, last_seen_at, {", ".join(_TOLD)})
select s.account_id, s.region, s.workspace_id, s.user_display_name, s.created_at, s.created_by,
  case when gone.at is null then s.state else 'TERMINATED' end, gone.at, gone.at, {", ".join(f"s.{n}" for n in _TOLD)}
from {_WORKSPACE}
left join coverage v on v.account_id = s.account_id and v.region = s.region and v.collector = 'workspaces'
cross join lateral (select case
  when s.terminated_at is not null or upper(s.state) = 'TERMINATED' or v.last_good_at is not null
  then coalesce(s.terminated_at, s.last_seen_at, now()) end as at) gone
on conflict (account_id, region, workspace_id) do update set {_SET}
where {_LACKS}
"""),  # noqa: S608 - made of constants
    text(f"""
select count(*) as n, 0 as total
from {_WORKSPACE} join workspaces w using (account_id, region, workspace_id)
"""),  # noqa: S608
)
USERS = Statements(
    text("""
insert into users (username, email, hashed_password, role, last_login_at, created_at)
select s.username, s.email, s.hashed_password, s.role, s.last_login_at, coalesce(s.created_at, now())
from jsonb_to_recordset(cast(:rows as jsonb)) as s(username text, email text, hashed_password text, role text,
  last_login_at timestamptz, created_at timestamptz)
on conflict do nothing
"""),
    text("""
select count(*) as n, 0 as total
from jsonb_to_recordset(cast(:rows as jsonb)) as s(username text, email text)
join users u on lower(u.username) = lower(s.username) and lower(u.email) = lower(s.email)
"""),
)
EVENTS_THERE = text("""
select count(*) as n, 0 as total
from jsonb_to_recordset(cast(:rows as jsonb)) as s(event_time timestamptz, event_id text, region text, account_id text)
join events e using (event_time, event_id, region, account_id)
""")
USERS_KNOWN = text("select lower(username) as username, lower(email) as email from users")
REJECT = text("""
insert into v1_rejects (digest, source_table, source_id, reason, row)
values (:digest, :source_table, :source_id, :reason, cast(:row as jsonb)) on conflict do nothing
""")
# what was billed for a WorkSpace, where no Cost and Usage Report tells it better
BILLED_MONTHS = text(
    "select distinct date_trunc('month', start_date)::date from v1_billing where usage_type is not null"
)
BILLED = text("""
insert into cost_monthly as t (account_id, region, workspace_id, month, source, usage_type, kind, quantity, unit, cost,
  currency, assumptions)
select b.account_id, b.region, b.workspace_id, date_trunc('month', b.start_date)::date, 'billed', b.usage_type,
  min(b.kind), null, coalesce(max(b.unit), ''), sum(b.amount), coalesce(max(b.currency), 'USD'), '{}'
from v1_billing b
where b.workspace_id is not null and b.usage_type is not null and not exists (
  select from cur_imports i
  where i.month = date_trunc('month', b.start_date)::date and b.account_id = any(i.accounts))
group by 1, 2, 3, 4, 6
on conflict (account_id, region, workspace_id, month, source, usage_type)
do update set cost = excluded.cost where t.cost is distinct from excluded.cost
""")
