"""What is known of each account, Region and collector: written with the rows themselves, read with what is missing."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.models.accounts import AwsAccount
from app.models.sync import Coverage, Schedule
from app.schemas.coverage import CoverageAnswer, CoverageItem, CoverageStatus
from app.services.aws.collectors import COLLECTORS
from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.queues import Queue, readers
from app.services.sync import places

WITHOUT_SCHEDULE = timedelta(hours=24)
_BAD_TO_GOOD: tuple[CoverageStatus, ...] = ("failed", "denied", "throttled", "partial", "never", "stale", "ok")
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
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write how the scope was read: whole, in part, or not at all and why.

    `detail`: what looking cost, and the like.
    """
    status: CoverageStatus = "ok"
    if errors:
        status = "partial" if read_some else _BY_KIND.get(errors[0][1].kind, "failed")
    values: dict[str, Any] = {
        "status": status,
        "last_attempt_at": started_at,
        "throttled": throttled,
        "error": errors[0][1].message if errors else None,
        "detail": {**(detail or {}), **_told(errors)} or None,
    }
    if not errors:
        values["last_good_at"] = started_at
    statement = insert(Coverage).values(account_id=account_id, region=region, collector=collector, **values)
    if not errors:  # a slow older listing that ends late does not set the clock back
        values["last_good_at"] = func.greatest(Coverage.last_good_at, started_at)
    key = (Coverage.account_id, Coverage.region, Coverage.collector)
    session.execute(statement.on_conflict_do_update(index_elements=key, set_=values))


def _told(errors: Sequence[tuple[str, AwsError]]) -> dict[str, Any]:
    return {"errors": [{"call": what, "kind": e.kind, "code": e.code} for what, e in errors]} if errors else {}


def record_failure(session: Session, account_id: str, region: str, collector: str, error: AwsError) -> None:
    """Write that the scope could not be read at all."""
    now = datetime.now(UTC)
    record(session, account_id, region, collector, started_at=now, errors=[("sign in", error)], read_some=False)


def overview(session: Session, scope: frozenset[str] | None) -> CoverageAnswer:
    """Everything that is configured to be read in the caller's accounts, read or not."""
    accounts = session.scalars(
        select(AwsAccount)
        .where(AwsAccount.is_enabled, AwsAccount.account_id.is_not(None))
        .order_by(AwsAccount.name, AwsAccount.account_id)
    ).all()
    first = places.lead(accounts)
    queues = readers(accounts, first)
    known = {(c.account_id, c.region, c.collector): c for c in session.scalars(select(Coverage))}
    oldest = datetime.now(UTC) - _patience(session)
    items = [
        _item(account, region, collector, known.get((str(account.account_id), region, collector)), oldest)
        for account in accounts
        if scope is None or account.account_id in scope
        for collector, region in _read_places(account, queues.get(str(account.account_id), ()), account is first)
    ]
    worst = min((item.status for item in items), key=_BAD_TO_GOOD.index, default=None)
    return CoverageAnswer(items=items, worst=worst)


def _read_places(account: AwsAccount, queues: Sequence[Queue], is_lead: bool) -> list[tuple[str, str]]:
    """(collector, Region) of an account, Region by Region."""
    regions = tuple(account.regions or get_settings().regions)
    found = [
        (collector, region)
        for collector in COLLECTORS
        for region in places.regions_of(collector, regions, account.partition, is_lead=is_lead, queues=queues)
    ]
    return sorted(found, key=lambda place: regions.index(place[1]) if place[1] in regions else len(regions))


def _patience(session: Session) -> timedelta:
    """How old a listing may be: two intervals of the most frequent schedule and ten minutes."""
    minutes = session.scalar(select(func.min(Schedule.interval_minutes)).where(Schedule.is_enabled))
    return WITHOUT_SCHEDULE if minutes is None else timedelta(minutes=2 * minutes + 10)


def _item(account: AwsAccount, region: str, collector: str, row: Coverage | None, oldest: datetime) -> CoverageItem:
    status: str = "never"
    if row is not None:
        slow = places.AT_MOST_EVERY.get(collector, timedelta())
        is_old = row.status == "ok" and (row.last_good_at is None or row.last_good_at < oldest - slow)
        status = "stale" if is_old else row.status
    return CoverageItem.model_validate(
        {
            "account_id": account.account_id,
            "account_name": account.name,
            "region": region,
            "collector": collector,
            "status": status,
            "last_good_at": row.last_good_at if row else None,
            "last_attempt_at": row.last_attempt_at if row else None,
            "error": row.error if row else None,
            "detail": row.detail if row else None,
        }
    )
