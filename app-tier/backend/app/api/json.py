"""JSON answers by orjson: times in UTC with `Z`."""

from typing import Any

import orjson
from fastapi.responses import Response

MEDIA_TYPE = "application/json"


def dumps(value: object) -> bytes:
    """The value as JSON."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


class Json(Response):
    """An answer made from plain Python values, without a second validation."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        """The body."""
        return content if isinstance(content, bytes) else dumps(content)
