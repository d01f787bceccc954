"""Token buckets per account, Region and API, as AWS throttles."""

import time
from typing import ClassVar


class Throttle:
    """`rate` calls a second after a burst of `burst`, for each (account, Region, service, operation) on its own.

    WorkSpaces' troubleshooting page gives 2 a second with a burst of 5 by default. The burst here is larger, so that a
    client that keeps to AWS's figures never meets it. CloudTrail's LookupEvents has 2 a second, fixed by AWS.
    """

    FIXED: ClassVar = {("cloudtrail", "LookupEvents"): (2.0, 3.0)}
    ROOMY = 25.0
    """The factor for services whose limits are far above those of WorkSpaces."""
    NARROW = frozenset({"workspaces"})

    def __init__(self, rate: float, burst: float) -> None:
        self.refused = 0
        self._buckets: dict[tuple[str, str, str, str], tuple[float, float]] = {}
        self.set(rate, burst)

    def set(self, rate: float, burst: float) -> None:
        """Changes the limits; every bucket starts anew. A rate of 0 ends all throttling, CloudTrail's too."""
        self.rate, self.burst = rate, burst
        self.fixed = dict(self.FIXED) if rate > 0 else {}
        self._buckets.clear()

    def admit(self, account: str, region: str, service: str, operation: str) -> bool:
        """Takes a token, or says no. A rate of 0 admits everything."""
        fixed = self.fixed.get((service, operation))
        if fixed:
            rate, burst = fixed
        elif service in self.NARROW:
            rate, burst = self.rate, self.burst
        else:
            rate, burst = self.rate * self.ROOMY, self.burst * self.ROOMY
        if rate <= 0:
            return True
        now = time.monotonic()
        key = (account, region, service, operation)
        tokens, seen = self._buckets.get(key, (burst, now))
        tokens = min(burst, tokens + (now - seen) * rate)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            self.refused += 1
            return False
        self._buckets[key] = (tokens - 1, now)
        return True
