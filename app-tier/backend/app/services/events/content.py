"""JSON of a CloudTrail record as it can be kept: read without raising, free of secrets, bounded in size."""

import json
import math
import re
from typing import Any

import orjson

from app.services.aws.values import storable

MAX_TEXT = 4_096
MAX_ITEMS = 500
MAX_DEPTH = 12
MAX_BYTES = 65_536
HIDDEN = "***"
CUT = "…"

# CloudTrail hides most secrets itself (HIDDEN_DUE_TO_SECURITY_REASONS); this is the second lock
_SECRET = re.compile(
    r"(password|passwd|secret|secretkey|secretaccesskey|privatekey|sessiontoken|accesstoken|credentials?|authorization)$"
)


def loads(text: object) -> Any:
    """The value of a JSON text; None where it is none. NaN, huge numbers and broken Unicode do not raise."""
    if not isinstance(text, str | bytes):
        return None
    try:
        return orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeError):
        pass  # stricter than CloudTrail has to be: half a surrogate pair, for one
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_secret(key: str) -> bool:
    return _SECRET.search(re.sub(r"[^a-z]", "", key.lower())) is not None


def _text(value: str) -> str:
    return value if len(value) <= MAX_TEXT else value[:MAX_TEXT] + CUT


def _number(value: float) -> int | float | None:
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else None
    return value if math.isfinite(value) else None


def _cut(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value)
    if depth >= MAX_DEPTH:
        return CUT
    if isinstance(value, dict):
        return {
            _text(str(key)): HIDDEN if isinstance(item, str) and _is_secret(str(key)) else _cut(item, depth + 1)
            for key, item in list(value.items())[:MAX_ITEMS]
        }
    if isinstance(value, list):
        kept = [_cut(item, depth + 1) for item in value[:MAX_ITEMS]]
        return kept if len(value) <= MAX_ITEMS else [*kept, CUT]
    return _text(str(value))


def bounded(value: Any) -> Any:
    """The value without secrets, each text, list and depth within its limit, and at most 64 KiB of JSON in all.

    What is too large as a whole is given as `{"truncated": true, "bytes": n}`.
    """
    made = _cut(storable(_cut(value, 0)), 0)
    size = len(orjson.dumps(made))
    return made if size <= MAX_BYTES else {"truncated": True, "bytes": size}
