"""Records into a temporary table by COPY (PERF.md section 1: indexes are the cost of writing, the client is not)."""

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
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


@dataclass(frozen=True, slots=True)
class Staged:
    """A staging table, every id of the batch, and how many of its rows had to be sent."""

    name: str
    ids: Collection[str]
    sent: int


def stage(connection: Connection, target: Target, rows: Iterable[Any], known: Mapping[str, int | None]) -> Staged:
    """Copy the records into the collector's staging table, one row an id (the last wins).

    A record whose hash is the one that is `known` of its id is left out: it is stored as it is.
    """
    name = f"stage_{target.record.__name__.lower()}"
    types = [f"{c} {target.table.c[c].type.compile(connection.dialect)}" for c in target.staged]
    # kept for the life of the connection: making it anew for every scope would bloat the system catalogue
    connection.execute(text(f"create temp table if not exists {name} ({', '.join(types)}) on commit delete rows"))
    unique = {getattr(row, target.id): row for row in rows}
    lines: Iterable[str] = written(target, unique.values())
    if target.hash:
        lines = _differing(zip(unique, lines, strict=True), known)
    return Staged(f"pg_temp.{name}", unique.keys(), copy(connection, f"pg_temp.{name}", target.staged, lines))


def written(target: Target, rows: Iterable[Any]) -> Iterator[str]:
    """The records as lines of COPY's text format, without the end of the line."""
    return _lines(target.table, target.columns, rows)


def copy(connection: Connection, table: str, columns: Sequence[str], lines: Iterable[str]) -> int:
    """Send the lines into a table; their number."""
    cursor, left, sent = connection.connection.cursor(), iter(lines), 0
    while chunk := list(islice(left, LINES_PER_COPY)):
        chunk.append("")
        cursor.copy_expert(f"copy {table} ({', '.join(columns)}) from stdin", io.StringIO("\n".join(chunk)))
        sent += len(chunk) - 1
    cursor.close()
    return sent


def _differing(lines: Iterable[tuple[str, str]], known: Mapping[str, int | None]) -> Iterator[str]:
    for key, line in lines:
        number = int.from_bytes(blake2b(line.encode(), digest_size=8).digest(), "big", signed=True)
        if known.get(key) != number:
            yield f"{line}\t{number}"


def _lines(table: Table, columns: Sequence[str], rows: Iterable[Any]) -> Iterator[str]:
    writers = [(name, _writer(table, name)) for name in columns]
    for row in rows:
        values = ((getattr(row, name), write) for name, write in writers)
        yield "\t".join(NULL if value is None else write(value) for value, write in values)


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
