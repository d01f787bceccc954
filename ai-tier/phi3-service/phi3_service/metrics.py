"""Counts and sums in the text format that Prometheus reads."""

from collections import Counter
from threading import Lock


class Metrics:
    """Written by the thread that owns the model and by the server, read by whoever asks."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._values: Counter[str] = Counter()

    def add(self, name: str, value: float = 1) -> None:
        """Add to a counter; `name` may carry labels."""
        with self._lock:
            self._values[name] += value  # type: ignore[assignment]  # sums of seconds as well

    def text(self, gauges: dict[str, float]) -> str:
        """All counters, sorted, and the gauges of this moment."""
        with self._lock:
            values = dict(self._values)
        lines = [f"ai_{name} {value:g}" for name, value in sorted({**values, **gauges}.items())]
        return "\n".join(lines) + "\n"
