"""Rows into a temporary table by COPY, and from there into the table that they are for."""

import io
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, text

NULL = "\\N"
Cell = str | int | float | bytes | None


def _cell(value: Cell) -> str:
    if value is None:
        return NULL
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value)


def put(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], on_conflict: str
) -> int:
    """Insert the rows, in their order; how many there were. Texts are ids, days and numbers: nothing to escape."""
    lines = ["\t".join(map(_cell, row)) for row in rows]
    if not lines:
        return 0
    stage, names = f"stage_{table}", ", ".join(columns)
    # kept for the life of the connection: making it anew each time would bloat the system catalogue
    connection.execute(text(f"create temp table if not exists {stage} (like {table}) on commit delete rows"))
    connection.execute(text(f"truncate pg_temp.{stage}"))
    cursor = connection.connection.cursor()
    cursor.copy_expert(f"copy pg_temp.{stage} ({names}) from stdin", io.StringIO("\n".join(lines) + "\n"))
    cursor.close()
    connection.execute(text(f"insert into {table} ({names}) select {names} from pg_temp.{stage} {on_conflict}"))  # noqa: S608 - names of our own models
    return len(lines)
