"""Records into a temporary table by COPY (PERF.md section 1: indexes are the cost of writing, the client is not)."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import ARRAY, Connection, DateTime, Integer, Table, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Boolean

from app.services.sync.targets import Target

LINES_PER_COPY = 5_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
NULL = "\\N"


def stage(connection: Connection, target: Target, rows: Iterable[Any]) -> tuple[str, int]:
    """Copy the records into the collector's staging table, one row an id (the last wins); its name and row count."""
    name = f"stage_{target.record.__name__.lower()}"
    columns = ", ".join(target.columns)
    types = ", ".join(f"{c} {target.table.c[c].type.compile(connection.dialect)}" for c in target.columns)
    # kept for the life of the connection: making it anew for every scope would bloat the system catalogue
    connection.execute(text(f"create temp table if not exists {name} ({types}) on commit delete rows"))
    unique = {getattr(row, target.id): row for row in rows}
    lines = _lines(target.table, target.columns, unique.values())
    cursor = connection.connection.cursor()
    while chunk := list(islice(lines, LINES_PER_COPY)):
        cursor.copy_expert(f"copy pg_temp.{name} ({columns}) from stdin", io.StringIO("".join(chunk)))
    cursor.close()
    return f"pg_temp.{name}", len(unique)


def _lines(table: Table, columns: Sequence[str], rows: Iterable[Any]) -> Iterator[str]:
    writers = [(name, _writer(table, name)) for name in columns]
    for row in rows:
        values = ((getattr(row, name), write) for name, write in writers)
        yield "\t".join(NULL if value is None else write(value) for value, write in values) + "\n"


def _writer(table: Table, column: str) -> Callable[[Any], str]:
    kind = table.c[column].type
    if isinstance(kind, JSONB):
        return _json
    if isinstance(kind, ARRAY):
        return _array
    if isinstance(kind, Boolean):
        return lambda value: "t" if value else "f"
    if isinstance(kind, DateTime):
        return datetime.isoformat
    if isinstance(kind, Integer):
        return str
    return _text


def _text(value: str) -> str:
    return value.translate(_ESCAPES)


def _json(value: object) -> str:
    return orjson.dumps(value).decode().replace("\\", "\\\\")


def _array(value: list[str]) -> str:
    quoted = ('"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"' for item in value)
    return _text("{" + ",".join(quoted) + "}")
