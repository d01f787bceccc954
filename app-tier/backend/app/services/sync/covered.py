"""What is configured to be read, how it was read, when it is read next, and what that means for the pages."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.models.accounts import AwsAccount
from app.models.sync import Coverage, Schedule
from app.schemas.coverage import CoverageAnswer, CoverageItem, CoverageStatus
from app.services.aws.collectors import COLLECTORS
from app.services.aws.queues import Queue, readers
from app.services.sync import places
from app.services.sync.meaning import meaning

WITHOUT_SCHEDULE = timedelta(hours=24)
LISTENED_EVERY = timedelta(minutes=1)
_BAD_TO_GOOD: tuple[CoverageStatus, ...] = ("failed", "denied", "throttled", "partial", "never", "stale", "ok")


def overview(session: Session, scope: frozenset[str] | None) -> CoverageAnswer:
    """Everything that is configured to be read in the caller's accounts, read or not."""
    accounts = session.scalars(
        select(AwsAccount)
        .where(AwsAccount.is_enabled, AwsAccount.account_id.is_not(None))
        .order_by(AwsAccount.name, AwsAccount.account_id)
    ).all()
    first = places.lead(accounts)
    home = next((account.account_id for account in accounts if account.kind == "home"), None)
    queues = readers([str(account.account_id) for account in accounts], home)
    known = {(c.account_id, c.region, c.collector): c for c in session.scalars(select(Coverage))}
    schedules = session.scalars(select(Schedule).where(Schedule.is_enabled)).all()
    items = []
    for account in accounts:
        if scope is None or account.account_id in scope:
            mine = queues.get(str(account.account_id), ())
            for collector, region in _read_places(account, mine, is_lead=account is first):
                row = known.get((str(account.account_id), region, collector))
                items.append(_item(account, region, collector, row, _Pace(schedules, account, region, collector)))
    worst = min((item.status for item in items), key=_BAD_TO_GOOD.index, default=None)
    return CoverageAnswer(items=items, worst=worst)


def _read_places(account: AwsAccount, queues: Sequence[Queue], *, is_lead: bool) -> list[tuple[str, str]]:
    """(collector, Region) of an account, Region by Region."""
    regions = tuple(account.regions or get_settings().regions)
    found = [
        (collector, region)
        for collector in COLLECTORS
        for region in places.regions_of(collector, regions, account.partition, is_lead=is_lead, queues=queues)
    ]
    return sorted(found, key=lambda place: regions.index(place[1]) if place[1] in regions else len(regions))


class _Pace:
    """How often a scope is read by itself: by the schedule that does so most often."""

    def __init__(self, schedules: Sequence[Schedule], account: AwsAccount, region: str, collector: str) -> None:
        once = collector in places.ONCE
        mine = [
            schedule
            for schedule in schedules
            if (schedule.collectors is None or collector in schedule.collectors)
            and (schedule.account_ids is None or account.account_id in schedule.account_ids)
            and (schedule.regions is None or region in schedule.regions or once)
        ]
        self.every = min((_interval(schedule, collector) for schedule in mine), default=None)
        self.next_at = min((schedule.next_run_at for schedule in mine if schedule.next_run_at), default=None)
        if collector == "event_queue":
            self.every, self.next_at = LISTENED_EVERY, None

    @property
    def patience(self) -> timedelta:
        """How old a listing may be: two intervals and ten minutes."""
        return WITHOUT_SCHEDULE if self.every is None else 2 * self.every + timedelta(minutes=10)


def _interval(schedule: Schedule, collector: str) -> timedelta:
    """A schedule over everything reads seldom what costs money."""
    own = timedelta(minutes=schedule.interval_minutes)
    return own if schedule.collectors is not None else max(own, places.AT_MOST_EVERY.get(collector, own))


def _item(account: AwsAccount, region: str, collector: str, row: Coverage | None, pace: _Pace) -> CoverageItem:
    status: CoverageStatus = "never"
    good = row.last_good_at if row else None
    if row is not None:
        is_old = row.status == "ok" and (good is None or good < datetime.now(UTC) - pace.patience)
        status = "stale" if is_old else CoverageItem.status_of(row.status)
    now = datetime.now(UTC).date().replace(day=1)
    counted = row if row is not None and row.month == now else None
    return CoverageItem(
        account_id=str(account.account_id),
        account_name=account.name,
        region=region,
        collector=collector,
        status=status,
        last_good_at=good,
        last_attempt_at=row.last_attempt_at if row else None,
        covered_from=row.covered_from if row else None,
        covered_to=row.covered_to if row else None,
        throttled=row.throttled if row else None,
        api_calls=row.api_calls if row else None,
        cost_usd=row.cost_usd if row else None,
        api_calls_this_month=counted.month_api_calls if counted else None,
        cost_usd_this_month=counted.month_cost_usd if counted else None,
        every_minutes=round(pace.every.total_seconds() / 60) if pace.every else None,
        next_run_at=pace.next_at,
        meaning=meaning(collector, status, good),
        error=row.error if row else None,
        detail=row.detail if row else None,
    )
