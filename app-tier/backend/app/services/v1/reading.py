"""Rows of version 1's SQLite file, as they can be stored, whatever a column or a text is made of."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.services.aws.values import storable

TABLES = ("workspaces", "workspace_usage", "cloudtrail_events", "billing_data", "sync_history", "users")
Row = dict[str, object]


class Unreadable(Exception):  # noqa: N818 - a file, not a mistake of ours
    """The file is not there, or is no database of version 1."""


class Source:
    """An open file. Tables and columns that older files lack are empty."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.tables = {str(name) for (name,) in connection.execute("select name from sqlite_master where type='table'")}

    def rows(self, table: str) -> Iterator[Row]:
        """Every row of one of TABLES, streamed."""
        if table not in self.tables:
            return
        cursor = self._connection.execute(f"select * from {table}")  # noqa: S608 - one of TABLES
        names = [str(column[0]) for column in cursor.description]
        for values in cursor:
            yield {name: _plain(value) for name, value in zip(names, values, strict=True)}


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The file, read only. Raises Unreadable, also in the middle of a damaged file."""
    if not path.is_file():
        raise Unreadable(f"{path}: no such file")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            source = Source(connection)
            if "workspaces" not in source.tables:
                raise Unreadable(f"{path}: no database of version 1: it has no table `workspaces`")
            yield source
    except sqlite3.DatabaseError as error:
        raise Unreadable(f"{path}: {error}") from error


def _plain(value: object) -> object:
    return value.decode("utf-8", "replace").replace("\0", "\ufffd") if isinstance(value, bytes) else storable(value)
