"""Writing to the audit log: in the transaction of the change itself, so that neither is there without the other."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.core.request_id import request_id
from app.models.audit import AuditEntry
from app.schemas.caller import Caller

MAX_TEXT = 200


def record(
    session: Session,
    by: Caller | str | None,
    action: str,
    target: str | None = None,
    detail: Mapping[str, Any] | None = None,
    *,
    source_ip: str | None = None,
) -> None:
    """Add one entry: who (a caller, a name such as `cli`, or nobody known), what, on what, from where.

    `detail` is JSON and holds no secret; where an API token was used it says which.
    Text from outside is cut to 200 characters.
    """
    actor, address = (by.username, by.source_ip) if isinstance(by, Caller) else (by, source_ip)
    session.add(
        AuditEntry(
            actor=actor,
            action=action,
            target=target[:MAX_TEXT] if target else target,
            detail=_detail(by, detail),
            source_ip=source_ip or address,
            request_id=request_id.get(),
        )
    )


def _detail(by: Caller | str | None, detail: Mapping[str, Any] | None) -> dict[str, Any] | None:
    token = by.api_token if isinstance(by, Caller) else None
    return {**(detail or {}), **({"api_token": token} if token else {})} or None
