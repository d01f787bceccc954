"""Requests that cost money: counted before each is sent, retries included, and refused above a limit."""

from collections.abc import Callable
from typing import Protocol

from app.services.aws.rate import RateLimit


class Spending(Protocol):
    """Counts paid requests."""

    def reserve(self) -> None:
        """Count one request that is about to be sent. Raises AwsError when it may not be."""


class MeteredLimit:
    """A rate limit whose every call is paid for."""

    def __init__(self, limit: RateLimit, spending: Spending) -> None:
        self._limit = limit
        self._spending = spending

    def wait(self, account_id: str, region: str, api: str, check: Callable[[], None]) -> None:
        """Count the request, then wait for its turn. Raises AwsError when it may not be sent."""
        self._spending.reserve()
        self._limit.wait(account_id, region, api, check)
