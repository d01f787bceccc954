"""Reports by schedule: the schedule is a row, and what is due is looked up at every tick."""

import logging
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.problems import Conflict, Forbidden, NotFound, Problem
from app.core.roles import Capability, Role
from app.db import paging
from app.db.session import unit_of_work
from app.models.delivery import ReportSchedule
from app.models.reports import Report
from app.models.users import User
from app.schemas.caller import Caller
from app.schemas.common import Page, Paging
from app.schemas.delivery import NewReportSchedule, ReportScheduleAnswer, ReportScheduleChange
from app.schemas.reports import ReportRequest
from app.services.audit import trail
from app.services.reports import cron, deliveries, requests
from app.services.sync.dispatch import require_queue

log = logging.getLogger(__name__)
MAX_SCHEDULES = 50
MAX_ID = 2**31 - 1
SHOWN = 3


def page(session: Session, caller: Caller, query: Paging) -> Page[ReportScheduleAnswer]:
    """The caller's schedules (an administrator's: all) by name. Raises Invalid for a cursor of another list."""
    name = {"name": ReportSchedule.name}
    found = paging.page(session, _visible(caller), query, "name", name, unique=ReportSchedule.id)
    return Page[ReportScheduleAnswer].of(query, found, (answer(session, row) for row in found.rows))


def find(session: Session, caller: Caller, schedule_id: int, *, lock: bool = False) -> ReportSchedule:
    """The schedule. Raises NotFound, also for somebody else's."""
    wanted = _visible(caller).where(ReportSchedule.id == schedule_id)
    if lock:
        wanted = wanted.with_for_update()
    found = session.scalars(wanted).one_or_none() if 0 < schedule_id <= MAX_ID else None
    if found is None:
        raise NotFound(f"There is no report schedule {schedule_id}.")
    return found


def create(session: Session, caller: Caller, new: NewReportSchedule) -> ReportSchedule:
    """A new schedule of the caller's.

    Raises Invalid naming what does not fit, Forbidden for an address they may not write to, Conflict for a taken
    name or too many.
    """
    _check(session, caller, new)
    mine = select(func.count()).select_from(ReportSchedule).where(ReportSchedule.user_id == caller.user_id)
    if (session.scalar(mine) or 0) >= MAX_SCHEDULES:
        raise Conflict(f"You have {MAX_SCHEDULES} report schedules. Remove one that is of no use any more.")
    _name_is_free(session, caller.user_id, new.name)
    schedule = ReportSchedule(user_id=caller.user_id, **_columns(new))
    _plan_next(schedule)
    session.add(schedule)
    session.flush()
    detail = new.model_dump(mode="json", exclude_unset=True)
    trail.record(session, caller, "report_schedule.create", f"report schedule {schedule.id}", detail)
    session.refresh(schedule)
    return schedule


def change(session: Session, caller: Caller, schedule_id: int, change: ReportScheduleChange) -> ReportSchedule:
    """Change the members that are given. What it may do is what its owner may do. Raises as `create`, and NotFound."""
    schedule = find(session, caller, schedule_id, lock=True)
    given = {name: getattr(change, name) for name in change.model_fields_set}
    before = {
        "report": ReportRequest.model_validate(schedule.request),
        **{name: getattr(schedule, name) for name in NewReportSchedule.model_fields if name != "report"},
    }
    whole = NewReportSchedule.model_validate({**before, **given})
    _check(session, caller if caller.user_id == schedule.user_id else owner(session, schedule), whole)
    _name_is_free(session, schedule.user_id, whole.name, but=schedule.id)
    columns = _columns(whole)
    held = {name: getattr(schedule, name) for name in columns}
    for name, value in columns.items():
        setattr(schedule, name, value)
    if {"cron", "time_zone", "is_enabled"} & given.keys():
        _plan_next(schedule)
    session.flush()
    detail = trail.changes(held, columns)
    trail.record(session, caller, "report_schedule.update", f"report schedule {schedule.id}", detail)
    return schedule


def delete(session: Session, caller: Caller, schedule_id: int) -> None:
    """Remove a schedule; the reports that it made stay. Raises NotFound."""
    schedule = find(session, caller, schedule_id)
    detail = {"name": schedule.name}
    trail.record(session, caller, "report_schedule.delete", f"report schedule {schedule.id}", detail)
    session.delete(schedule)


def run_now(caller: Caller, schedule_id: int) -> Report:
    """Make its report now, beside its times. Raises NotFound, and what asking for the report raises."""
    require_queue()
    with unit_of_work() as session:
        schedule = find(session, caller, schedule_id, lock=True)
        trail.record(session, caller, "report_schedule.run", f"report schedule {schedule.id}")
        report = _start(session, schedule)
    requests.send(report.id)
    return report


def start_due() -> None:
    """Make the reports that are due, one a schedule however many times were missed.

    What stands in the way of one is written into its row, and it is tried again at its next time.
    """
    now = datetime.now(UTC)
    with unit_of_work() as session:
        due = select(ReportSchedule.id).where(ReportSchedule.is_enabled, ReportSchedule.next_run_at <= now)
        ids = list(session.scalars(due.order_by(ReportSchedule.next_run_at)))
    for schedule_id in ids:
        with unit_of_work() as session:
            still = select(ReportSchedule).where(ReportSchedule.id == schedule_id, ReportSchedule.next_run_at <= now)
            schedule = session.scalars(still.with_for_update(skip_locked=True)).one_or_none()
            report = _run(session, schedule, now) if schedule is not None else None
        if report is not None:
            requests.send(report.id)


def _run(session: Session, schedule: ReportSchedule, now: datetime) -> Report | None:
    first = schedule.next_run_at or now
    missed = cron.passed(schedule.cron, schedule.time_zone, first, now) - 1
    if missed:
        schedule.missed_runs += missed
        schedule.last_missed_at = first
        log.warning("report schedule was missed", extra={"schedule": schedule.id, "times": missed})
    _plan_next(schedule, now)
    try:
        with session.begin_nested():
            return _start(session, schedule)
    except Problem as error:
        log.warning("scheduled report not made", extra={"schedule": schedule.id, "reason": str(error)})
        schedule.last_run_at, schedule.last_error = now, str(error)
        return None


def _start(session: Session, schedule: ReportSchedule) -> Report:
    """Its report, with the rights that its owner has now. Raises Forbidden where that is nobody any more."""
    by, asked = owner(session, schedule), ReportRequest.model_validate(schedule.request)
    plan = requests.checked(by, asked)
    to = deliveries.recipients(session, by, schedule.email_to, schedule.email_users)
    report = requests.add(session, by, asked, plan)
    report.name = report.name or schedule.name
    deliveries.add(session, by, report, to, schedule.id)
    schedule.last_run_at, schedule.last_report_id, schedule.last_error = datetime.now(UTC), report.id, None
    session.flush()
    session.refresh(report)
    return report


def owner(session: Session, schedule: ReportSchedule) -> Caller:
    """Its owner with the rights they have now. Raises Forbidden where they are not active."""
    user = session.get_one(User, schedule.user_id)
    if not user.is_active:
        raise Forbidden(f"The user whose schedule this is ({user.username}) is not active.")
    scope = None if user.account_scope is None else frozenset(user.account_scope)
    return Caller(user.id, user.username, Role(user.role), user.is_superuser, scope)


def answer(session: Session, schedule: ReportSchedule) -> ReportScheduleAnswer:
    """The schedule as the API shows it."""
    same = {
        name: getattr(schedule, name)
        for name in ReportScheduleAnswer.model_fields
        if name not in ("owner", "report", "cron_in_words", "upcoming")
    }
    after = datetime.now(UTC)
    upcoming = cron.upcoming(schedule.cron, schedule.time_zone, after, SHOWN) if schedule.is_enabled else []
    return ReportScheduleAnswer(
        **same,
        owner=session.get_one(User, schedule.user_id).username,
        report=schedule.request,
        cron_in_words=cron.in_words(schedule.cron),
        upcoming=upcoming,
    )


def _visible(caller: Caller) -> Select[ReportSchedule]:
    rows = select(ReportSchedule)
    return rows if caller.may(Capability.ADMIN) else rows.where(ReportSchedule.user_id == caller.user_id)


def _check(session: Session, by: Caller, wanted: NewReportSchedule) -> None:
    cron.check(wanted.cron, wanted.time_zone, datetime.now(UTC))
    requests.checked(by, wanted.report)
    deliveries.recipients(session, by, wanted.email_to, wanted.email_users)


def _columns(wanted: NewReportSchedule) -> dict[str, Any]:
    return {
        **wanted.model_dump(exclude={"report"}),
        "request": wanted.report.model_dump(mode="json", exclude_unset=True),
    }


def _plan_next(schedule: ReportSchedule, after: datetime | None = None) -> None:
    times = cron.upcoming(schedule.cron, schedule.time_zone, after or datetime.now(UTC), 1)
    schedule.next_run_at = times[0] if schedule.is_enabled and times else None


def _name_is_free(session: Session, user_id: int, name: str, but: int = 0) -> None:
    """Raises Conflict. Two at the same time are told apart by the index, and the second is a Conflict as well."""
    same = func.lower(ReportSchedule.name) == name.lower()
    others = select(ReportSchedule.id).where(ReportSchedule.user_id == user_id, same, ReportSchedule.id != but)
    if session.scalar(others) is not None:
        taken = {"field": "name", "message": "is already taken"}
        raise Conflict(f"There is already a report schedule with the name '{name}'.", extra={"errors": [taken]})
