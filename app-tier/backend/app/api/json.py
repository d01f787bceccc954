"""JSON answers made from plain Python values or from JSON that is there already."""

from typing import Any

from fastapi.responses import Response

from app.core.encoding import dumps

MEDIA_TYPE = "application/json"
__all__ = ["MEDIA_TYPE", "Json", "dumps"]


class Json(Response):
    """An answer made from plain Python values, without a second validation."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        """The body."""
        return content if isinstance(content, bytes) else dumps(content)
