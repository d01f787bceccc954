"""Values from AWS answers as they can be stored. What is absent or makes no sense is None: unknown."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any


def storable(value: Any) -> Any:
    """The value with every character that PostgreSQL cannot store (NUL, half a surrogate pair) as U+FFFD or `?`."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [storable(item) for item in value]
    return value


LONGEST_LINE = 500


def line(said: str, longest: int = LONGEST_LINE) -> str:
    """The text on one line, cut where it is longer: what others say is shown to people and stored."""
    shown = " ".join(storable(said).split())
    return shown if len(shown) <= longest else f"{shown[: longest - 1].rstrip()}\u2026"


def text(value: object) -> str | None:
    """Text as it came; an empty one is kept."""
    return None if value is None else str(value)


def whole(value: object) -> int | None:
    """A whole number, also where AWS writes it as text (storage capacities are)."""
    try:
        number = int(str(value))
    except ValueError:
        return None
    return number if -(2**31) <= number < 2**31 else None


def truth(value: object) -> bool | None:
    """True or false."""
    return value if isinstance(value, bool) else None


def texts(value: object) -> list[str] | None:
    """A list of texts."""
    return [str(item) for item in value if item is not None] if isinstance(value, list) else None


def at(value: object) -> datetime | None:
    """A time, which the session's parser has already made aware UTC."""
    return value if isinstance(value, datetime) else None


def chunks(ids: Iterable[str], size: int) -> list[tuple[str, ...]]:
    """The ids in groups of at most `size`, each id once, in order."""
    unique = tuple(dict.fromkeys(ids))
    return [unique[start : start + size] for start in range(0, len(unique), size)]
