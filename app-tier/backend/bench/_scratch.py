"""What a benchmark works on: a database of its own or one that is kept, and the processor time of both sides."""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from alembic import command
from app.core.config import get_settings
from app.db.session import get_engine, get_read_engine, get_stream_engine

TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def database() -> Iterator[None]:
    """An empty database at the newest migration on the server of DATABASE_URL; dropped afterwards."""
    name = f"wsi_bench_{secrets.token_hex(4)}"
    with _server() as server:
        server.exec_driver_sql(f'create database "{name}"')
        try:
            with _named(name):
                command.upgrade(Config("alembic.ini"), "head")
                yield
        finally:
            server.exec_driver_sql(f'drop database "{name}" with (force)')


@contextmanager
def kept_database(name: str, fill: Callable[[], None]) -> Iterator[None]:
    """The database of that name at the newest migration, filled the first time; it stays. Older ones are dropped."""
    head = ScriptDirectory.from_config(Config("alembic.ini")).get_current_head()
    kind, _, rest = name.partition("_")
    prefix, whole = f"wsi_bench_{kind}_{rest.partition('_')[0]}_", f"wsi_bench_{name}_{head}"
    with _server() as server:
        there = set(server.exec_driver_sql("select datname from pg_database").scalars())
        if whole not in there:
            for old in there:
                if old.startswith(prefix):
                    server.exec_driver_sql(f'drop database "{old}" with (force)')
            server.exec_driver_sql(f'create database "{whole}_"')
            with _named(f"{whole}_"):
                command.upgrade(Config("alembic.ini"), "head")
                fill()
            server.exec_driver_sql(f'alter database "{whole}_" rename to "{whole}"')
        # parallel workers end before the server's processor time is looked at, and would be missed
        server.exec_driver_sql(f'alter database "{whole}" set max_parallel_workers_per_gather = 0')
    with _named(whole):
        yield


@contextmanager
def _server() -> Iterator[Connection]:
    engine = create_engine(make_url(get_settings().sqlalchemy_url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection


@contextmanager
def _named(name: str) -> Iterator[None]:
    """The settings say this database, on the same server."""
    own = make_url(get_settings().sqlalchemy_url)
    os.environ["DATABASE_URL"] = own.set(database=name).render_as_string(hide_password=False)
    get_settings.cache_clear()
    try:
        yield
    finally:
        for engine in (get_engine, get_read_engine, get_stream_engine):
            engine().dispose()
            engine.cache_clear()
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
        return sum(_processor_seconds(pid) for pid in pids)
    except OSError:
        return None


def _processor_seconds(pid: int) -> float:
    """To the nanosecond where the kernel tells (schedstat), else in its ticks."""
    exact = Path(f"/proc/{pid}/schedstat")
    if exact.exists():
        return int(exact.read_text().split()[0]) / 1e9
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Clock:
    """Wall time and processor time, of this process and of the server, between two moments."""

    def __init__(self) -> None:
        self.wall, self.client, self.server = time.perf_counter(), time.process_time(), server_seconds()

    def seconds(self) -> tuple[float, float, float]:
        """Wall, client, server; the server's is 0 where it is not known."""
        server = server_seconds()
        spent = 0.0 if server is None or self.server is None else server - self.server
        return time.perf_counter() - self.wall, time.process_time() - self.client, spent


def cpu_ms(rounds: int, ask: Callable[[], object]) -> float:
    """Milliseconds of processor time of one question, here and in the server; the first is not counted."""
    ask()
    clock = Clock()
    for _ in range(rounds):
        ask()
    _, client, server = clock.seconds()
    return (client + server) / rounds * 1000
