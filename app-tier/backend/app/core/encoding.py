"""Values as JSON by orjson: times in UTC with `Z`, a Decimal as a number."""

from decimal import Decimal

import orjson


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")


def dumps(value: object) -> bytes:
    """The value as JSON. Raises TypeError for what has no place in an answer."""
    return orjson.dumps(value, default=_number, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)
