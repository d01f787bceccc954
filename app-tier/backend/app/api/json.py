"""JSON answers by orjson: times in UTC with `Z`."""

from decimal import Decimal
from typing import Any

import orjson
from fastapi.responses import Response

MEDIA_TYPE = "application/json"


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer")


def dumps(value: object) -> bytes:
    """The value as JSON; a Decimal is a number."""
    return orjson.dumps(value, default=_number, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


class Json(Response):
    """An answer made from plain Python values, without a second validation."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        """The body."""
        return content if isinstance(content, bytes) else dumps(content)
