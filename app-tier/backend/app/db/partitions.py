"""Monthly partitions of big tables, made when the first row of a month is about to be written."""

import re
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, text

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
