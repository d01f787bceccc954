"""How far a report is: counted as it is written, told about once a second, and stopped where it has to."""

import time
from collections.abc import Callable

from app.services.reports.problems import Failed

EVERY_S = 1.0


class Meter:
    """Counts rows and bytes against an estimate and a limit. `tell` gets the per cent and may raise to stop."""

    def __init__(self, expected_rows: int, max_bytes: int, tell: Callable[[int], None]) -> None:
        self.rows = 0
        self._expected, self._max_bytes, self._tell = max(expected_rows, 1), max_bytes, tell
        self._told_at = time.monotonic()

    def add(self, rows: int, size: int) -> None:
        """So many rows more; `size` bytes in all. Raises Failed past the limit."""
        self.rows += rows
        if size > self._max_bytes:
            raise Failed(
                f"The report is larger than {self._max_bytes:,} bytes, the limit here. "
                "Narrow it with filters or ask for fewer columns."
            )
        if time.monotonic() - self._told_at >= EVERY_S:
            self._told_at = time.monotonic()
            self._tell(min(99, self.rows * 100 // self._expected))
