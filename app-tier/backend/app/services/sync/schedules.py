"""Syncs that run by themselves: the schedule is a row, and what is due is looked up at every tick."""

import logging
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.problems import Conflict, NotFound
from app.db import paging
from app.models.sync import Schedule, SyncRun
from app.schemas.caller import Caller
from app.schemas.common import Page, Paging
from app.schemas.schedules import NewSchedule, ScheduleAnswer, ScheduleChange
from app.services.audit import trail
from app.services.sync import runs
from app.services.sync.requests import Extent, checked

log = logging.getLogger(__name__)
MAX_ID = 2**31 - 1


def page(session: Session, query: Paging) -> Page[ScheduleAnswer]:
    """Schedules by name. Raises Invalid for a cursor of another list."""
    found = paging.page(session, select(Schedule), query, "name", {"name": Schedule.name}, unique=Schedule.id)
    return Page[ScheduleAnswer].of(query, found, map(ScheduleAnswer.model_validate, found.rows))


def find(session: Session, schedule_id: int) -> Schedule:
    """The schedule. Raises NotFound."""
    found = session.get(Schedule, schedule_id) if 0 < schedule_id <= MAX_ID else None
    if found is None:
        raise NotFound(f"There is no schedule {schedule_id}.")
    return found


def create(session: Session, admin: Caller, new: NewSchedule) -> Schedule:
    """A new schedule; it runs for the first time one interval from now. Raises Invalid, Conflict for a taken name."""
    extent = checked(session, Extent(new.collectors, new.account_ids, new.regions))
    _name_is_free(session, new.name)
    schedule = Schedule(
        name=new.name,
        interval_minutes=new.interval_minutes,
        is_enabled=new.is_enabled,
        next_run_at=_next(new.interval_minutes) if new.is_enabled else None,
        **_columns(extent),
    )
    session.add(schedule)
    session.flush()
    trail.record(session, admin, "schedule.create", f"schedule {schedule.id}", new.model_dump(mode="json"))
    return schedule


def change(session: Session, admin: Caller, schedule_id: int, change: ScheduleChange) -> Schedule:
    """Change the members that are given; a new interval counts from the last run.

    Raises NotFound, Invalid, Conflict.
    """
    schedule = find(session, schedule_id)
    given = change.model_dump(exclude_unset=True)
    extent = checked(session, Extent(**{name: given.get(name) for name in ("collectors", "account_ids", "regions")}))
    if given.get("name", schedule.name) != schedule.name:
        _name_is_free(session, given["name"])
    values = {**given, **{n: v for n, v in _columns(extent).items() if n in given}}
    before = {name: getattr(schedule, name) for name in values}
    for name, value in values.items():
        setattr(schedule, name, value)
    if not schedule.is_enabled:
        schedule.next_run_at = None
    elif schedule.next_run_at is None or "interval_minutes" in given:
        schedule.next_run_at = max(_next(schedule.interval_minutes, schedule.last_run_at), datetime.now(UTC))
    session.flush()
    trail.record(session, admin, "schedule.update", f"schedule {schedule.id}", trail.changes(before, values))
    return schedule


def delete(session: Session, admin: Caller, schedule_id: int) -> None:
    """Remove a schedule; a run that it started goes on. Raises NotFound."""
    schedule = find(session, schedule_id)
    trail.record(session, admin, "schedule.delete", f"schedule {schedule.id}", {"name": schedule.name})
    session.delete(schedule)


def start_due(session: Session) -> list[int]:
    """Make the runs that are due, one a schedule however many were missed; their ids, to be sent after the commit.

    A schedule whose scope is being synced stays due and is tried again at the next tick.
    """
    now = datetime.now(UTC)
    due = select(Schedule).where(Schedule.is_enabled, Schedule.next_run_at <= now).order_by(Schedule.next_run_at)
    started = []
    for schedule in session.scalars(due.with_for_update(skip_locked=True)):
        late = now - (schedule.next_run_at or now)
        interval = timedelta(minutes=schedule.interval_minutes)
        try:
            run = _start(session, schedule)
        except Conflict:
            continue
        if missed := late // interval:
            schedule.missed_runs += missed
            schedule.last_missed_at = now
            log.warning("schedule was missed", extra={"schedule": schedule.name, "late_s": int(late.total_seconds())})
        schedule.last_run_at, schedule.next_run_at = now, now + interval
        started.append(run.id)
    return started


def _start(session: Session, schedule: Schedule) -> SyncRun:
    extent = Extent(schedule.collectors, schedule.account_ids, schedule.regions)
    return runs.add(session, extent, "schedule", schedule.name)


def _next(minutes: int, since: datetime | None = None) -> datetime:
    return (since or datetime.now(UTC)) + timedelta(minutes=minutes)


def _columns(extent: Extent) -> dict[str, list[str] | None]:
    return {"collectors": extent.collectors, "account_ids": extent.account_ids, "regions": extent.regions}


def _name_is_free(session: Session, name: str) -> None:
    if session.scalar(select(Schedule.id).where(Schedule.name == name)) is not None:
        raise Conflict(f"There is already a schedule with the name '{name}'.")
