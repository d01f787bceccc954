"""Syncs that run by themselves."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import Admin, SessionDep
from app.schemas.common import Page, Paging
from app.schemas.schedules import NewSchedule, ScheduleAnswer, ScheduleChange
from app.services.sync import schedules

router = APIRouter(prefix="/admin/schedules", tags=["schedules"])


@router.get("", name="list")
def list_schedules(session: SessionDep, _: Admin, query: Annotated[Paging, Query()]) -> Page[ScheduleAnswer]:
    """Schedules by name."""
    return schedules.page(session, query)


@router.post("", name="create", status_code=201)
def create_schedule(session: SessionDep, admin: Admin, new: NewSchedule) -> ScheduleAnswer:
    """Make a schedule; it acts within seconds. 409 for a name that is taken."""
    return ScheduleAnswer.model_validate(schedules.create(session, admin, new))


@router.get("/{schedule_id}", name="read")
def read_schedule(session: SessionDep, _: Admin, schedule_id: int) -> ScheduleAnswer:
    """One schedule."""
    return ScheduleAnswer.model_validate(schedules.find(session, schedule_id))


@router.put("/{schedule_id}", name="update")
def update_schedule(session: SessionDep, admin: Admin, schedule_id: int, change: ScheduleChange) -> ScheduleAnswer:
    """Change the members that are given; the others stay."""
    return ScheduleAnswer.model_validate(schedules.change(session, admin, schedule_id, change))


@router.delete("/{schedule_id}", name="delete", status_code=204)
def delete_schedule(session: SessionDep, admin: Admin, schedule_id: int) -> None:
    """Remove a schedule."""
    schedules.delete(session, admin, schedule_id)
