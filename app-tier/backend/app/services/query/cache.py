"""Answers kept in Redis by what was asked, in whose scope, and the versions of the tables it was made from.

Versions are looked up in the database with each question, and before its rows are read: an answer from before a write
is never given after it. Without Redis every question is answered by the database.
"""

import hashlib
import logging
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Connection

from app import __version__
from app.core.config import get_settings
from app.services.catalog.registry import catalog
from app.services.query.versions import Reads, Versions, versions

log = logging.getLogger(__name__)
KEPT_SECONDS = 300
LARGEST_BYTES = 256 * 1024
MOST = 512
"""Answers kept at a time; the oldest make room."""
INDEX, HITS, MISSES = "wsi:answers", "wsi:answers:hits", "wsi:answers:misses"
REMEMBERED = 4096
_known: OrderedDict[str, Reads] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Made:
    """An answer as JSON, with what it was read from."""

    body: bytes
    reads: Reads


@lru_cache
def _redis() -> Redis:
    """A client for bytes that gives up soon: an answer can always be made anew."""
    return Redis.from_url(get_settings().redis_url, socket_connect_timeout=0.2, socket_timeout=0.5)


def kept(connection: Connection, asked: object, scope: frozenset[str] | None, make: Callable[[], Made]) -> bytes:
    """The answer to what is asked in the scope: the one that is kept, or made now and kept.

    `asked` says all that the answer depends on beside the scope, the data and, where `make` says so, the minute.
    """
    about = [__version__, catalog().version, None if scope is None else sorted(scope), asked]
    name = hashlib.sha256(orjson.dumps(about, option=orjson.OPT_SORT_KEYS)).hexdigest()
    told, minute = versions(connection, scope), _minute()
    known = _known.get(name)
    key = _key(name, known, told, minute) if known else None
    found = _get(key) if key else None
    if found is not None:
        return found
    made = make()
    _remember(name, made.reads)
    if key := _key(name, made.reads, told, minute):
        _put(key, made.body)
    return made.body


def _minute() -> str:
    """An answer that depends on the clock is kept within a minute, and so within its hour, day and month."""
    return f"{datetime.now(UTC):%Y%m%d%H%M}"


def _remember(name: str, known: Reads) -> None:
    """What a question reads, which is found out by making it; each process does so for itself."""
    _known[name] = known
    while len(_known) > REMEMBERED:
        _known.popitem(last=False)


def _key(name: str, known: Reads, told: Versions, minute: str) -> str | None:
    at = known.at(told)
    if at is None:
        return None
    digest = hashlib.sha256("|".join([*at, minute if known.clock else ""]).encode()).hexdigest()
    return f"wsi:answer:{name}:{digest}"


def counts() -> tuple[int, int, int]:
    """Answers that are kept, and how often one was there and was not when it was asked for. Raises RedisError."""
    with _redis().pipeline(transaction=False) as pipe:
        pipe.zcount(INDEX, datetime.now(UTC).timestamp() - KEPT_SECONDS, "+inf")
        pipe.mget(HITS, MISSES)
        kept_now, (hits, misses) = pipe.execute()
    return int(kept_now), int(hits or 0), int(misses or 0)


def _get(key: str) -> bytes | None:
    try:
        found: Any = _redis().get(key)
        _redis().incr(HITS if found is not None else MISSES)
        return None if found is None else zlib.decompress(found)
    except (RedisError, zlib.error) as error:
        log.info("answer not looked up", extra={"error": str(error)})
        return None


def _put(key: str, body: bytes) -> None:
    packed = zlib.compress(body, 1)
    if len(packed) > LARGEST_BYTES:
        return
    try:
        with _redis().pipeline(transaction=False) as pipe:
            pipe.set(key, packed, ex=KEPT_SECONDS)
            pipe.zadd(INDEX, {key: datetime.now(UTC).timestamp()})
            pipe.zcard(INDEX)
            count = int(pipe.execute()[2])
        if count > MOST:
            oldest: Any = _redis().zpopmin(INDEX, count - MOST)
            _redis().delete(*(member for member, _ in oldest))
    except RedisError as error:
        log.info("answer not kept", extra={"error": str(error)})
