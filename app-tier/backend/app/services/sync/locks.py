"""Who is working on what: PostgreSQL advisory locks of a connection of their own, gone when the worker is."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.db.session import get_engine

STEPS = 0x57534901  # "WSI" and a number: one space of keys for steps, one for plans, one for queues
PLANS = 0x57534902
QUEUES = 0x57534903
HOUSEKEEPING = 0x57534904

_TRY = text("select pg_try_advisory_lock(:space, :key)")
_LEAVE = text("select pg_advisory_unlock(:space, :key)")
_HELD = text(
    "select objid::bigint from pg_locks where locktype = 'advisory' and classid = :space and objsubid = 2 and granted "
    "and database = (select oid from pg_database where datname = current_database())"
)


def key(*names: object) -> int:
    """A number for the names; two that share one (1 in 4 billion) only wait for each other."""
    number = zlib.crc32("\0".join(map(str, names)).encode())
    return number - (1 << 32) if number >= 1 << 31 else number


@contextmanager
def alone(space: int, number: int) -> Iterator[bool]:
    """Whether nobody else works on it; it is ours until the block ends or this process does."""
    names = {"space": space, "key": number}
    with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        mine = bool(connection.execute(_TRY, names).scalar_one())
        try:
            yield mine
        finally:
            if mine:
                with suppress(DBAPIError):  # a connection that broke has taken its locks with it
                    connection.execute(_LEAVE, names)


def held(connection: Connection, space: int) -> frozenset[int]:
    """The keys of a space that are being worked on now."""
    unsigned = connection.execute(_HELD, {"space": space}).scalars()
    return frozenset(number - (1 << 32) if number >= 1 << 31 else number for number in unsigned)
