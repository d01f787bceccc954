"""How often a call is tried again, and how long it waits before.

Throttling and lost connections pass: at least ten attempts. A plain 5xx may also be an endpoint that cannot do the
operation at all (other people's simulators, a broken proxy), and eleven attempts for each account and Region would
keep a run waiting for minutes: four, two where it has just failed for somebody else, and all eleven where the same
operation has already answered in this piece of work. botocore's own handler is left out, because one operation that
always fails uses up the quota of retries that it keeps for all operations of a client.
"""

import random
from collections.abc import Mapping
from typing import Any, Protocol

from botocore import exceptions as boto
from redis import Redis
from redis.exceptions import RedisError

from app.services.aws.errors import THROTTLES, code_and_status

ATTEMPTS = 11
ATTEMPTS_AT_5XX = 4
ATTEMPTS_WHERE_IT_FAILS = 2
LONGEST_PAUSE_S = 20.0
REMEMBERED_S = 60
_TRANSIENT_CODES = frozenset({"RequestTimeout", "RequestTimeoutException", "InternalFailure", "InternalError"})
_TRANSIENT_STATUS = frozenset({500, 502, 503, 504})


class Failures(Protocol):
    """Which operations of an endpoint have just failed after all attempts."""

    def known(self, operation: str, /) -> bool:
        """Whether it has just failed for somebody."""

    def add(self, operation: str, /) -> None:
        """It has failed."""


class RedisFailures:
    """Shared by every worker, for a minute. While Redis is away nothing is known."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def known(self, operation: str, /) -> bool:
        """Whether it has just failed for somebody."""
        try:
            return bool(self._redis.exists(f"wsi:failing:{operation}"))
        except RedisError:
            return False

    def add(self, operation: str, /) -> None:
        """It has failed."""
        try:
            self._redis.set(f"wsi:failing:{operation}", "1", ex=REMEMBERED_S)
        except RedisError:
            return  # others find out by themselves


class NoFailures:
    """Knows of none: for questions outside the sync."""

    def known(self, _operation: str, /) -> bool:
        """No."""
        return False

    def add(self, _operation: str, /) -> None:
        """Forget it."""


def attempts(parsed: Mapping[str, Any] | None, lost: Exception | None, *, has_answered: bool, fails: bool) -> int:
    """How many attempts such an outcome is worth, the first one included."""
    if lost is not None:
        return ATTEMPTS if isinstance(lost, boto.ConnectionError | boto.HTTPClientError) else 1
    code, status = code_and_status(parsed)
    if code in THROTTLES or status == 429:
        return ATTEMPTS
    if status in _TRANSIENT_STATUS or code in _TRANSIENT_CODES:
        if has_answered:
            return ATTEMPTS
        return ATTEMPTS_WHERE_IT_FAILS if fails else ATTEMPTS_AT_5XX
    return 1


def pause(attempt: int) -> float:
    """Seconds to wait after the attempt: random up to 1, 2, 4 ... 20 (AWS SDKs' standard mode)."""
    return min(random.random() * 2.0 ** (attempt - 1), LONGEST_PAUSE_S)  # noqa: S311 - spreads load, guards nothing
