"""Errors a caller can act on. The HTTP layer turns each into `application/problem+json` (RFC 9457)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field of the input and what is wrong with it."""

    field: str
    message: str


class Problem(Exception):  # noqa: N818 - the RFC's own word
    """An error with an HTTP status, a title and a sentence that says what to do."""

    status = 500
    title = "Internal error"

    def __init__(self, detail: str, *, extra: dict[str, object] | None = None, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra or {}
        self.retry_after = retry_after


class Unauthorized(Problem):
    """No valid identity."""

    status, title = 401, "Not signed in"


class Forbidden(Problem):
    """A known identity without the right."""

    status, title = 403, "Not allowed"


class NotFound(Problem):
    """Not there, or not the caller's to see."""

    status, title = 404, "Not found"


class Conflict(Problem):
    """The state of things forbids it now."""

    status, title = 409, "Conflict"


class TooLarge(Problem):
    """More bytes than are accepted."""

    status, title = 413, "Too large"


class Invalid(Problem):
    """Input that does not fit; names each field."""

    status, title = 422, "Invalid input"

    def __init__(self, errors: list[FieldError], detail: str | None = None) -> None:
        text = detail or "; ".join(f"{e.field}: {e.message}" for e in errors[:5])
        super().__init__(text, extra={"errors": [{"field": e.field, "message": e.message} for e in errors]})
        self.errors = errors


class TooMany(Problem):
    """Too many requests; `retry_after` seconds until the next may succeed."""

    status, title = 429, "Too many requests"


class Unavailable(Problem):
    """A dependency is down."""

    status, title = 503, "Temporarily unavailable"

    def __init__(self, detail: str, *, retry_after: int = 5) -> None:
        super().__init__(detail, retry_after=retry_after)


def invalid(field: str, message: str) -> Invalid:
    """An `Invalid` for one field."""
    return Invalid([FieldError(field, message)])
