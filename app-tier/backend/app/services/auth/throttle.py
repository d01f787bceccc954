"""Failed sign-ins counted in Redis: by (name, address) and by address, so that nobody else can lock a person out.

A fixed window starts at the first failure and is never prolonged: whoever is refused is let in again when it ends, and
the same name from another address is not touched. Redis away raises redis.ConnectionError or TimeoutError.
"""

import hashlib
from dataclasses import dataclass
from typing import cast

from app.core import pace
from app.core.problems import TooMany
from app.core.redis import get_redis

WINDOW_SECONDS = 300
PER_PAIR = 10
PER_ADDRESS = 50

_COUNT = """
local counted = {}
for i, key in ipairs(KEYS) do
  counted[i] = redis.call('INCR', key)
  if counted[i] == 1 then redis.call('EXPIRE', key, ARGV[1]) end
end
return counted
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries, from where, as keys of bounded length that show no name."""

    pair: str
    address: str

    @classmethod
    def of(cls, name: str, source_ip: str | None) -> "Attempt":
        """The attempt for a name in any case; an IPv6 address counts as its /64, which one machine can roam in."""
        network = pace.network(source_ip)
        who = hashlib.sha256(f"{name.strip().casefold()}\n{network}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return cls(f"signin:pair:{who}", f"signin:address:{network}")

    @property
    def limits(self) -> tuple[tuple[str, int], ...]:
        """Each key with the failures it may have."""
        return ((self.pair, PER_PAIR), (self.address, PER_ADDRESS))


def check(attempt: Attempt) -> None:
    """Raises TooMany where the name or the address has failed too often."""
    counts = get_redis().mget(attempt.pair, attempt.address)
    for (key, limit), count in zip(attempt.limits, cast("list[str | None]", counts), strict=True):
        if count is not None and int(count) >= limit:
            _refuse(key)


def count_failure(attempt: Attempt) -> None:
    """Count one. Raises TooMany where others that ran beside it have already used the last one up."""
    counts = cast("list[int]", get_redis().eval(_COUNT, 2, attempt.pair, attempt.address, WINDOW_SECONDS))
    for (key, limit), count in zip(attempt.limits, counts, strict=True):
        if count > limit:
            _refuse(key)


def forgive(attempt: Attempt) -> None:
    """A success: the pair starts anew. The address keeps its count, or one good account would hide many bad guesses."""
    get_redis().delete(attempt.pair)


def _refuse(key: str) -> None:
    left = max(1, get_redis().ttl(key))
    raise TooMany(f"Too many failed sign-ins. Try again in {left} seconds.", retry_after=left)
