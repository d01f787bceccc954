"""Settings of the process, from the environment; `.env.example` of the repository lists them."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Where the model is and how much is taken on. Times in seconds."""

    model: Path | None
    sha256: str | None = None
    token: str | None = None
    context: int = 4096
    threads: int = 1
    seats: int = 16
    wait_seconds: float = 30.0
    name: str | None = None

    @classmethod
    def from_environment(cls) -> "Settings":
        """As the environment says. Raises ValueError naming a variable that cannot be used."""
        model = os.environ.get("AI_MODEL_PATH")
        return cls(
            model=Path(model) if model else None,
            sha256=(os.environ.get("AI_MODEL_SHA256") or "").lower() or None,
            token=os.environ.get("AI_SERVICE_TOKEN") or None,
            context=_whole("AI_CONTEXT", 4096, 256, 131_072),
            threads=_whole("AI_THREADS", os.cpu_count() or 1, 1, 256),
            seats=_whole("AI_QUEUE_SIZE", 16, 1, 1000),
            wait_seconds=float(_whole("AI_QUEUE_SECONDS", 30, 1, 600)),
            name=os.environ.get("AI_MODEL_NAME") or None,
        )


def _whole(name: str, default: int, low: int, high: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high}, not '{text[:40]}'")
    return int(text)
