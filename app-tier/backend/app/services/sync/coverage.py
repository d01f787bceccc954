"""What is known of each account, Region and collector: written with the rows themselves."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models.sync import Coverage
from app.schemas.coverage import CoverageStatus
from app.services.aws.errors import AwsError, ErrorKind

_BY_KIND: dict[ErrorKind, CoverageStatus] = {ErrorKind.DENIED: "denied", ErrorKind.THROTTLED: "throttled"}


def previous_good(session: Session, account_id: str, region: str, collector: str) -> datetime | None:
    """When the last complete listing of the scope began."""
    row = session.get(Coverage, (account_id, region, collector))
    return row.last_good_at if row else None


def record(
    session: Session,
    account_id: str,
    region: str,
    collector: str,
    *,
    started_at: datetime,
    errors: Sequence[tuple[str, AwsError]],
    read_some: bool,
    throttled: int = 0,
    calls: int = 0,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write how the scope was read: whole, in part, or not at all and why.

    `calls`: requests sent. `detail`: what the collector tells of itself; `read_from` and `read_to` (times) and
    `cost_usd` in it are kept as columns as well. What AWS does not charge for costs 0.
    """
    status: CoverageStatus = "ok"
    if errors:
        status = "partial" if read_some else _BY_KIND.get(errors[0][1].kind, "failed")
    told = detail or {}
    cost, month = Decimal(str(told.get("cost_usd", 0))), datetime.now(UTC).date().replace(day=1)
    values: dict[str, Any] = {
        "status": status,
        "last_attempt_at": started_at,
        "throttled": throttled,
        "error": errors[0][1].message if errors else None,
        "detail": {**told, **_told(errors)} or None,
        "api_calls": calls,
        "cost_usd": cost,
    }
    first = {"month": month, "month_api_calls": calls, "month_cost_usd": cost}
    again: dict[str, Any] = {
        "month": month,
        "month_api_calls": _since(month, Coverage.month_api_calls, calls),
        "month_cost_usd": _since(month, Coverage.month_cost_usd, cost),
    }
    if not errors:
        first["last_good_at"] = started_at
        # a slow older listing that ends late does not set the clock back
        again["last_good_at"] = func.greatest(Coverage.last_good_at, started_at)
    if "read_from" in told and (read_some or not errors):
        first["covered_from"] = told["read_from"]
        again["covered_from"] = func.least(Coverage.covered_from, told["read_from"])
    if "read_to" in told and not errors:
        first["covered_to"] = again["covered_to"] = told["read_to"]
    key = {"account_id": account_id, "region": region, "collector": collector}
    statement = insert(Coverage).values(**key, **values, **first)
    index = (Coverage.account_id, Coverage.region, Coverage.collector)
    session.execute(statement.on_conflict_do_update(index_elements=index, set_={**values, **again}))


def _since(month: object, column: Any, more: object) -> Any:
    """The sum of a month, which begins anew with the month."""
    return case((Coverage.month == month, func.coalesce(column, 0) + more), else_=more)


def _told(errors: Sequence[tuple[str, AwsError]]) -> dict[str, Any]:
    return {"errors": [{"call": what, "kind": e.kind, "code": e.code} for what, e in errors]} if errors else {}


def record_failure(session: Session, account_id: str, region: str, collector: str, error: AwsError) -> None:
    """Write that the scope could not be read at all."""
    now = datetime.now(UTC)
    record(session, account_id, region, collector, started_at=now, errors=[("sign in", error)], read_some=False)
