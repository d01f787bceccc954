"""Requests counted in Redis for all processes, by whoever makes them: a fixed window that begins with the first."""

import logging
import time
from ipaddress import IPv6Address, ip_address
from typing import cast

from redis.exceptions import RedisError

from app.core.problems import TooMany
from app.core.redis import get_redis

log = logging.getLogger(__name__)
WINDOW_SECONDS = 60
LEAVE_ALONE_SECONDS = 5.0
_COUNT = """
local n = redis.call('incr', KEYS[1])
if n == 1 then redis.call('expire', KEYS[1], ARGV[1]) end
return {n, redis.call('ttl', KEYS[1])}
"""
_away_until = 0.0


def network(source_ip: str | None) -> str:
    """The address as it is counted: an IPv6 one by its /64, which one machine can roam in."""
    if source_ip is None:
        return "unknown"
    try:
        address = ip_address(source_ip.partition("%")[0])
    except ValueError:
        return source_ip[:64]
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


def counted(key: str, window_seconds: int = WINDOW_SECONDS) -> tuple[int, int]:
    """How often the key came in its window, this time included, and the seconds left of it. Raises RedisError."""
    count, left = cast("list[int]", get_redis().eval(_COUNT, 1, key, window_seconds))
    return count, max(1, left)


def limit(kind: str, who: str, most: int) -> None:
    """Count one request. Raises TooMany above `most` a minute; 0 is no limit.

    While Redis is away nobody is counted: what can be read without it stays readable. It is asked again after 5 s.
    """
    global _away_until  # noqa: PLW0603 - one breaker a process
    if most == 0 or time.monotonic() < _away_until:
        return
    try:
        count, left = counted(f"wsi:rate:{kind}:{who}")
    except RedisError as error:
        _away_until = time.monotonic() + LEAVE_ALONE_SECONDS
        log.warning("requests are not counted: redis is away", extra={"error": str(error)})
        return
    if count > most:
        raise TooMany(f"At most {most} requests a minute. Try again in {left} seconds.", retry_after=left)
