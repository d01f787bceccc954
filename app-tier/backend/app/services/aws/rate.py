"""One rate budget per account, Region and API, kept in Redis and shared by every worker."""

import time
from collections.abc import Callable
from typing import Protocol

from redis import Redis
from redis.exceptions import RedisError

# Reserve the next slot and tell when it is (GCRA): the key holds the time at which the bucket would be full again.
# Redis's own clock is used, so that the clocks of the workers do not matter.
_RESERVE = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local gap, burst = 1 / tonumber(ARGV[1]), tonumber(ARGV[2])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now) + gap
redis.call('SET', KEYS[1], string.format('%.6f', full), 'EX', math.ceil(full - now) + 1)
return string.format('%.6f', math.max(0, full - burst * gap - now))
"""


class RateUnavailable(Exception):  # noqa: N818 - a state of things, not a mistake
    """Redis did not come back in time; the work is to be taken up again later."""


class RateLimit(Protocol):
    """Waits until the API may be called."""

    def wait(self, account_id: str, region: str, api: str, check: Callable[[], None]) -> None:
        """Return when the call may be made. `check` is called while waiting and may raise."""


class RedisRateLimit:
    """`rate` calls a second with a burst, per account, Region and API. Raises RateUnavailable after `patience` s."""

    def __init__(
        self,
        redis: Redis,
        rate: float,
        burst: int,
        patience: float = 30.0,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._reserve = redis.register_script(_RESERVE)
        self._arguments = (rate, burst)
        self._patience = patience
        self._pause = pause

    def wait(self, account_id: str, region: str, api: str, check: Callable[[], None]) -> None:
        """Reserve a slot and wait for it, in pieces, so that a cancelled run does not wait to the end."""
        left = self._slot(f"wsi:rate:{account_id}:{region}:{api}", check)
        while left > 0:
            piece = min(left, 1.0)
            self._pause(piece)
            left -= piece
            check()

    def _slot(self, key: str, check: Callable[[], None]) -> float:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                return float(str(self._reserve(keys=[key], args=self._arguments)))
            except RedisError as error:
                if time.monotonic() >= deadline:
                    raise RateUnavailable("Redis, which holds the rate budget of AWS calls, does not answer") from error
                self._pause(0.5)
                check()


class Unlimited:
    """No limit: for questions outside the sync."""

    def wait(self, account_id: str, region: str, api: str, check: Callable[[], None]) -> None:
        """Return at once."""
