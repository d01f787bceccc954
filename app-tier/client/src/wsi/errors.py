"""What can go wrong, as exceptions that say what to do."""

from typing import Any

import httpx


class WsiError(Exception):
    """Every error of this package."""


class Unreachable(WsiError):  # noqa: N818 - what happened
    """The server could not be reached, or what answered is not this product."""


class ReportFailed(WsiError):  # noqa: N818 - what happened
    """The report ended without a file, or its file is not what it should be."""


class ApiError(WsiError):
    """The server refused: its problem document (RFC 9457). `errors` are pairs of field and message."""

    def __init__(self, status: int, title: str, detail: str, errors: list[tuple[str, str]], request_id: str | None):
        super().__init__(detail or title)
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors
        self.request_id = request_id

    @classmethod
    def of(cls, response: httpx.Response) -> "ApiError":
        """The error that an answer states; a proxy's own page gives its status only."""
        try:
            body: Any = response.json()
        except ValueError:
            body = {}
        told: dict[str, Any] = body if isinstance(body, dict) else {}
        errors = [(str(one.get("field")), str(one.get("message"))) for one in told.get("errors", [])]
        title = str(told.get("title") or response.reason_phrase or f"status {response.status_code}")
        return cls(response.status_code, title, str(told.get("detail") or ""), errors, told.get("request_id"))
