"""botocore's waits made short: as many attempts as ever, and the same decisions, on a clock that runs faster."""

import time
from collections.abc import Callable
from types import SimpleNamespace

from botocore.retries.bucket import TokenBucket

FASTER = 20
LONGEST_S = 0.05


def shortened() -> dict[str, object]:
    """What to put in the place of which attribute of botocore, before any client is made."""
    pause, amount = time.sleep, TokenBucket._sleep_amount

    def soon(bucket: TokenBucket, tokens: float) -> float:
        return float(amount(bucket, tokens)) / FASTER

    def current_time(_: object) -> float:
        return time.time() * FASTER

    return {
        "botocore.endpoint.time": SimpleNamespace(sleep=lambda seconds: pause(min(seconds, LONGEST_S))),
        "botocore.retries.bucket.Clock.current_time": current_time,
        "botocore.retries.bucket.TokenBucket._sleep_amount": soon,
    }


def hurry(setattr_by_name: Callable[[str, object], None]) -> None:
    """Do it, by what sets an attribute named by its dotted path."""
    for name, value in shortened().items():
        setattr_by_name(name, value)
