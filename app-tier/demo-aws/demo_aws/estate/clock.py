"""The estate's clock: real time plus an offset that tests may add."""

import time


class Clock:
    """Seconds since 1970, UTC. `advance` moves it forward or back; the machines follow."""

    def __init__(self, offset: float = 0.0) -> None:
        self.offset = offset

    def now(self) -> float:
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        self.offset += seconds
