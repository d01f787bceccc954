"""Writing to the audit log: in the transaction of the change itself, so that neither is there without the other."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.core.request_id import request_id
from app.db.session import unit_of_work
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


def read_out(caller: Caller, what: str, detail: Mapping[str, Any]) -> None:
    """Note that many rows were taken away at once: a transaction of its own, before the first of them is sent."""
    with unit_of_work() as session:
        record(session, caller, "data.export", what, detail)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """`before` and `after` of the members that differ, as the detail of a change."""
    names = [name for name in after if before.get(name) != after[name]]
    return {"before": {name: before.get(name) for name in names}, "after": {name: after[name] for name in names}}


def _plain(value: Any) -> Any:
    """As JSON has it; an exact number stays exact, as text."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _detail(by: Caller | str | None, detail: Mapping[str, Any] | None) -> dict[str, Any] | None:
    token = by.api_token if isinstance(by, Caller) else None
    return _plain({**(detail or {}), **({"api_token": token} if token else {})}) or None
