"""Rows out of PostgreSQL at the speed of COPY: one row a `write`, never more in memory than a block."""

from typing import Any, Protocol

from sqlalchemy import Connection, Select, event
from sqlalchemy.exc import DBAPIError


class Sink(Protocol):
    """What takes the rows."""

    def write(self, data: bytes, /) -> object:
        """One row, ending in a line feed."""


def rendered(connection: Connection, statement: Select[*tuple[Any, ...]]) -> str:
    """The statement with its parameters quoted by the driver: COPY takes no bound ones."""
    made: list[bytes] = []

    def look(_: object, cursor: Any, sql: str, parameters: Any, __: object, ___: object) -> tuple[str, tuple[()]]:
        made.append(cursor.mogrify(sql, parameters))
        return "select", ()

    event.listen(connection, "before_cursor_execute", look, retval=True)
    try:
        connection.execute(statement).close()
    finally:
        event.remove(connection, "before_cursor_execute", look)
    return made[0].decode()


def copy(connection: Connection, statement: Select[*tuple[Any, ...]], options: str, sink: Sink) -> int:
    """COPY the statement's rows to the sink; how many there were. Raises DBAPIError and whatever the sink raises."""
    sql = f"copy ({rendered(connection, statement)}) to stdout with (format csv, encoding 'UTF8', {options})"
    cursor: Any = connection.connection.cursor()  # psycopg2's, which can COPY
    try:
        cursor.copy_expert(sql, sink)
    except BaseException as error:
        connection.invalidate()  # it may be in the middle of a row: of no use to anybody
        if isinstance(error, connection.dialect.loaded_dbapi.Error):
            raise DBAPIError("copy", None, error) from error
        raise
    return int(cursor.rowcount)
