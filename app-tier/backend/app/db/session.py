"""Connections: for units of work, for plans (read-only, time-limited, no transaction), for rows that are streamed."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from app.core.config import get_settings
from app.core.problems import Unavailable

STREAM_PATIENCE_MS = 60_000


@lru_cache
def get_engine() -> Engine:
    """The engine of this process for reading and writing."""
    settings = get_settings()
    return create_engine(
        settings.sqlalchemy_url,
        pool_pre_ping=True,
        hide_parameters=True,
        pool_size=settings.db_pool_size,
        max_overflow=settings.db_pool_size,
        pool_timeout=5,
        connect_args={"application_name": "workspaces-inventory", "connect_timeout": 5, "options": "-c timezone=UTC"},
    )


@lru_cache
def get_read_engine() -> Engine:
    """The engine that plans run on: the server itself refuses writes and stops a statement at the limit.

    JIT is off: it makes these short queries slower (PERF.md section 2).
    """
    settings = get_settings()
    options = (
        f"-c timezone=UTC -c default_transaction_read_only=on -c jit=off "
        f"-c statement_timeout={settings.statement_timeout_ms}"
    )
    return create_engine(
        settings.sqlalchemy_url,
        isolation_level="AUTOCOMMIT",
        pool_pre_ping=True,
        hide_parameters=True,
        pool_size=settings.db_pool_size,
        max_overflow=settings.db_pool_size,
        pool_timeout=5,
        connect_args={"application_name": "workspaces-inventory-read", "connect_timeout": 5, "options": options},
    )


@lru_cache
def get_stream_engine() -> Engine:
    """The engine that rows are streamed from, apart from the others: slow readers take nobody else's connection.

    A reader that stalls for a minute loses its connection, and a piece that takes longer is too slow.
    """
    options = (
        "-c timezone=UTC -c default_transaction_read_only=on -c jit=off "
        f"-c statement_timeout={STREAM_PATIENCE_MS} -c idle_in_transaction_session_timeout={STREAM_PATIENCE_MS}"
    )
    settings = get_settings()
    return create_engine(
        settings.sqlalchemy_url,
        isolation_level="REPEATABLE READ",
        pool_pre_ping=True,
        hide_parameters=True,
        pool_size=settings.max_streams,
        max_overflow=0,
        pool_timeout=1,
        connect_args={"application_name": "workspaces-inventory-stream", "connect_timeout": 5, "options": options},
    )


def SessionLocal() -> Session:  # noqa: N802 - the name the README's commands use
    """A new session; commit is the caller's, leaving the `with` block closes it."""
    return sessionmaker(get_engine(), expire_on_commit=False)()


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """A session whose work is committed on leaving, or rolled back when anything raises."""
    with SessionLocal() as session, session.begin():
        yield session


@contextmanager
def reading() -> Iterator[Connection]:
    """A read-only connection from the plan pool."""
    with get_read_engine().connect() as connection:
        yield connection


@contextmanager
def streaming() -> Iterator[Connection]:
    """A read-only transaction over one state of the database. Raises Unavailable while as many run as may."""
    try:
        connection = get_stream_engine().connect()
    except PoolTimeout:
        many = get_settings().max_streams
        raise Unavailable(f"{many} lists are being streamed already. Try again shortly.", retry_after=10) from None
    with connection:
        yield connection
