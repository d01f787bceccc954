"""What the database holds, told from its catalogues: nothing here reads a large table."""

from sqlalchemy import Connection, text

from app.schemas.stats import CountOf, DatabaseStats, SyncOutcome, TableSize

LARGEST = 12
# partitions belong to their parent; a table that was never analysed has reltuples -1, a partitioned one of its own none
_TABLES = text("""
select coalesce(parent.relname, part.relname) as name,
       sum(pg_total_relation_size(part.oid))::bigint as size_bytes,
       case when bool_or(part.reltuples >= 0)
            then sum(greatest(part.reltuples, 0)) filter (where part.relkind = 'r')::bigint end as rows
from pg_class part
join pg_namespace space on space.oid = part.relnamespace and space.nspname = current_schema()
left join pg_inherits own on own.inhrelid = part.oid
left join pg_class parent on parent.oid = own.inhparent
where part.relkind in ('r', 'p')
group by 1
order by 2 desc, 1
""")
_DATABASE = text("""
select current_setting('server_version') as version,
       (select version_num from alembic_version) as schema_revision,
       pg_database_size(current_database()) as size_bytes,
       (select count(*) from pg_stat_activity where datname = current_database()) as connections,
       current_setting('max_connections')::int as max_connections
""")
_FEW = text("""
select (select count(*) from workspaces where terminated_at is null) as workspaces,
       (select count(*) from workspaces where terminated_at is not null) as terminated,
       (select count(*) from directories) as directories,
       (select count(*) from aws_accounts where is_enabled) as accounts,
       (select count(*) from users where is_active) as users
""")
_FEW_LABELS = {
    "workspaces": "WorkSpaces",
    "terminated": "Terminated WorkSpaces",
    "directories": "Directories",
    "accounts": "AWS accounts that are read",
    "users": "Users who may sign in",
}
_MANY_LABELS = {
    "events": "CloudTrail events",
    "workspace_changes": "Changes of WorkSpaces",
    "usage_monthly": "Months of use",
    "cost_monthly": "Modelled charges",
    "metric_daily": "Days of experience",
    "audit_log": "Entries of the audit log",
}
_SYNCS = text("""
select id, status, trigger, started_at, finished_at from sync_runs order by id desc limit 5
""")


def _sizes(connection: Connection) -> list[TableSize]:
    return [TableSize.model_validate(row, from_attributes=True) for row in connection.execute(_TABLES)]


def database(connection: Connection) -> tuple[DatabaseStats, list[CountOf]]:
    """The database with its largest tables, and how much there is of what people know by name."""
    sizes = _sizes(connection)
    told = connection.execute(_DATABASE).one()
    few = connection.execute(_FEW).one()._mapping
    rows = {size.name: size.rows for size in sizes}
    counts = [
        CountOf(name=name, label=label, count=few[name], is_estimate=False) for name, label in _FEW_LABELS.items()
    ]
    counts += [
        CountOf(name=name, label=label, count=known, is_estimate=True)
        for name, label in _MANY_LABELS.items()
        if (known := rows.get(name)) is not None
    ]
    return DatabaseStats(**told._mapping, tables=sizes[:LARGEST]), counts


def last_syncs(connection: Connection) -> list[SyncOutcome]:
    """The last runs, the newest first."""
    return [SyncOutcome.model_validate(row, from_attributes=True) for row in connection.execute(_SYNCS)]
