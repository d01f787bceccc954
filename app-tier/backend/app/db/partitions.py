"""Monthly partitions of big tables, made when the first row of a month is about to be written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

LOCK_KEY = 0x57534950  # "WSIP": one maker of partitions at a time
# read from the table itself: to_regclass() answers from a cache that an advisory lock does not refresh
_NAME = re.compile(r"(.+)_p\d{6}")
_THERE = text("select exists (select from pg_class where relname = :name and pg_table_is_visible(oid))")


def partition_name(table: str, month: date) -> str:
    """The partition of a month, such as `metric_daily_p202611`."""
    return f"{table}_p{month:%Y%m}"


def is_partition(name: str, tables: Iterable[str]) -> bool:
    """Whether it is a monthly partition of one of the tables: no matter of migrations, which know the table itself."""
    found = _NAME.fullmatch(name)
    return found is not None and found[1] in tables


def ensure_months(connection: Connection, table: str, months: Iterable[date]) -> None:
    """Make the partitions that are missing for the months (given by their first days), within the transaction.

    Made apart and then attached, which unlike `create ... partition of` does not lock readers of the table out.
    """
    for month in sorted(set(months)):
        name = partition_name(table, month)
        if connection.execute(_THERE, {"name": name}).scalar_one():
            continue
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        if connection.execute(_THERE, {"name": name}).scalar_one():
            continue
        after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        connection.execute(
            text(
                f"create table {name} (like {table} including defaults including constraints "
                f"including generated including storage)"
            )
        )
        connection.execute(
            text(f"alter table {table} attach partition {name} for values from ('{month}') to ('{after}')")
        )


# detached ones that are still there are those that somebody was about to drop; new ones are made and attached at once
_OLD = text("""
select c.relname as name, i.inhparent is not null as attached, coalesce(i.inhdetachpending, false) as pending
from pg_class c left join pg_inherits i on i.inhrelid = c.oid and i.inhparent = cast(:table as regclass)
where c.relkind = 'r' and pg_table_is_visible(c.oid) and c.relname ~ ('^' || :table || '_p[0-9]{6}$')
  and c.relname < :first_kept
order by c.relname
""")
WAIT = "2s"


@dataclass(frozen=True, slots=True)
class OldMonth:
    """A partition that lies before what is kept, and how far its removal is."""

    table: str
    name: str
    attached: bool
    pending: bool


def months_before(connection: Connection, table: str, first_kept: date) -> list[OldMonth]:
    """The partitions of the table that lie before a month, oldest first."""
    found = connection.execute(_OLD, {"table": table, "first_kept": partition_name(table, first_kept)})
    return [OldMonth(table, row.name, row.attached, row.pending) for row in found]


def drop_month(connection: Connection, month: OldMonth) -> bool:
    """Detach and drop a partition, on a connection in AUTOCOMMIT; False where somebody still reads it.

    Nobody waits for this: the detaching is the concurrent one, and what cannot be locked within two seconds is left
    for the next time, which goes on from there.
    """
    connection.execute(text(f"set lock_timeout = '{WAIT}'"))
    try:
        if month.attached:
            how = "finalize" if month.pending else "concurrently"
            connection.execute(text(f"alter table {month.table} detach partition {month.name} {how}"))
        connection.execute(text(f"drop table if exists {month.name}"))
    except OperationalError as error:
        if getattr(error.orig, "pgcode", None) != "55P03":  # lock_not_available
            raise
        return False
    finally:
        connection.execute(text("reset lock_timeout"))
    return True
