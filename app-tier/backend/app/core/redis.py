"""The connection to Redis: one pool a process, short time-outs so that a dead Redis is noticed at once."""

from functools import lru_cache

from redis import Redis
from redis import asyncio as redis_asyncio

from app.core.config import get_settings


@lru_cache
def get_redis() -> Redis:
    """The process's client; answers are text."""
    return Redis.from_url(get_settings().redis_url, decode_responses=True, socket_connect_timeout=2, socket_timeout=5)


def stream_channel() -> str:
    """Where messages for the browsers are published; Redis tells one to all its numbered databases, so it is named."""
    return f"wsi:stream:{get_redis().connection_pool.connection_kwargs.get('db') or 0}"


def async_redis() -> redis_asyncio.Redis:
    """A client for one event loop; the caller closes it."""
    return redis_asyncio.Redis.from_url(get_settings().redis_url, decode_responses=True, socket_connect_timeout=2)
