"""What a benchmark works on: a database of its own, and the processor time of both sides."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from alembic import command
from app.core.config import get_settings
from app.db.session import get_engine, get_read_engine

TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def database() -> Iterator[None]:
    """An empty database at the newest migration on the server of DATABASE_URL; dropped afterwards."""
    own = make_url(get_settings().sqlalchemy_url)
    name = f"wsi_bench_{secrets.token_hex(4)}"
    admin = create_engine(own, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'create database "{name}"'))
    os.environ["DATABASE_URL"] = own.set(database=name).render_as_string(hide_password=False)
    get_settings.cache_clear()
    try:
        command.upgrade(Config("alembic.ini"), "head")
        yield
    finally:
        get_engine().dispose()
        get_read_engine().dispose()
        with admin.connect() as connection:
            connection.execute(text(f'drop database "{name}" with (force)'))
        os.environ["DATABASE_URL"] = own.render_as_string(hide_password=False)
        get_settings.cache_clear()


def server_seconds() -> float | None:
    """Processor time of this database's server processes so far; None where the server is not on this machine."""
    with get_engine().connect() as connection:
        pids = (
            connection.execute(text("select pid from pg_stat_activity where datname = current_database()"))
            .scalars()
            .all()
        )
    try:
        fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in pids]
    except OSError:
        return None
    return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS


class Clock:
    """Wall time and processor time, of this process and of the server, between two moments."""

    def __init__(self) -> None:
        self.wall, self.client, self.server = time.perf_counter(), time.process_time(), server_seconds()

    def seconds(self) -> tuple[float, float, float]:
        """Wall, client, server; the server's is 0 where it is not known."""
        server = server_seconds()
        spent = 0.0 if server is None or self.server is None else server - self.server
        return time.perf_counter() - self.wall, time.process_time() - self.client, spent
