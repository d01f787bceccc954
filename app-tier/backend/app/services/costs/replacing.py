"""Rows of a period replaced by what AWS says now: one statement that writes only what differs."""

import dataclasses
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Column, Connection, Table, text

from app.services.sync.writer import Merged

_REPLACE = """
with s as materialized (
  select {columns} from jsonb_to_recordset(cast(:rows as jsonb)) as s({types})
), gone as (
  delete from {table} t where {scope} and not exists (select from s where {same})
  returning 1
), updated as (
  update {table} t set {sets} from s where {scope} and {same} and ({old}) is distinct from ({new})
  returning 1
), created as (
  insert into {table} ({columns}) select {columns} from s
  where not exists (select from {table} t where {same})
  returning 1
)
select (select count(*) from s), (select count(*) from created), (select count(*) from updated),
       (select count(*) from gone)
"""


def as_json(rows: Iterable[Any]) -> str:
    """Dataclass records as a JSON array; a Decimal as the text of its digits, so that none is lost."""
    listed = [{f.name: getattr(row, f.name) for f in dataclasses.fields(row)} for row in rows]
    return orjson.dumps(listed, default=_exact).decode()


def _exact(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a row")


def typed(connection: Connection, columns: Iterable[Column[Any]]) -> str:
    """`name type` of each column, by comma."""
    return ", ".join(f"{column.name} {column.type.compile(connection.dialect)}" for column in columns)


def replace(connection: Connection, table: Table, scope: str, values: Mapping[str, Any], rows: Iterable[Any]) -> Merged:
    """Make the rows of the scope those given, in the caller's transaction; the same rows again write nothing.

    `scope` is a condition over `t` with parameters in `values`. Records carry every column of the table by name. What
    is not given any more is deleted: AWS corrects its bill. Of several rows with one key the last counts.
    """
    keys = [column.name for column in table.primary_key.columns]
    unique = {tuple(getattr(row, key) for key in keys): row for row in rows}.values()
    others = [column.name for column in table.columns if column.name not in keys]
    statement = _REPLACE.format(
        table=table.name,
        columns=", ".join(column.name for column in table.columns),
        types=typed(connection, table.columns),
        scope=scope,
        same=" and ".join(f"t.{key} = s.{key}" for key in keys),
        sets=", ".join(f"{name} = s.{name}" for name in others),
        old=", ".join(f"t.{name}" for name in others),
        new=", ".join(f"s.{name}" for name in others),
    )
    seen, created, updated, gone = connection.execute(text(statement), {**values, "rows": as_json(unique)}).one()
    return Merged(seen, created, updated, seen - created - updated, gone)


def total(parts: Iterable[Merged]) -> Merged:
    """The sum of what several merges did."""
    sums = [sum(column) for column in zip(*(dataclasses.astuple(part) for part in parts), strict=True)]
    return Merged(*sums) if sums else Merged()
