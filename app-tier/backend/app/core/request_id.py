"""The id that ties a request, its log lines, its tasks and its calls to other machines together."""

import re
import secrets
from contextvars import ContextVar

_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")

request_id: ContextVar[str] = ContextVar("request_id", default="-")


def accept(candidate: str | None) -> str:
    """The caller's id where it is short and plain (so it cannot forge log lines), else a new one."""
    if candidate and _ACCEPTED.fullmatch(candidate):
        return candidate
    return secrets.token_hex(8)
