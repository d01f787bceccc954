"""Reports that are made again and again, and what became of the mails with them."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import SessionDep, Viewer
from app.schemas.common import Page, Paging
from app.schemas.delivery import (
    DeliveryAnswer,
    DeliveryQuery,
    NewReportSchedule,
    ReportScheduleAnswer,
    ReportScheduleChange,
)
from app.schemas.reports import ReportStarted
from app.services.reports import deliveries, mailing, recurring

router = APIRouter(prefix="/reports", tags=["report_schedules"])


@router.get("/schedules", name="list")
def list_report_schedules(
    session: SessionDep, viewer: Viewer, query: Annotated[Paging, Query()]
) -> Page[ReportScheduleAnswer]:
    """One's own schedules by name; administrators see all."""
    return recurring.page(session, viewer, query)


@router.post("/schedules", name="create", status_code=201)
def create_report_schedule(session: SessionDep, viewer: Viewer, new: NewReportSchedule) -> ReportScheduleAnswer:
    """Have a report made at times and sent to people. 409 for a name that is taken.

    It runs with the rights that its owner has at the time.
    """
    return recurring.answer(session, recurring.create(session, viewer, new))


@router.get("/schedules/{schedule_id}", name="read")
def read_report_schedule(session: SessionDep, viewer: Viewer, schedule_id: int) -> ReportScheduleAnswer:
    """One schedule, with its next times."""
    return recurring.answer(session, recurring.find(session, viewer, schedule_id))


@router.put("/schedules/{schedule_id}", name="update")
def update_report_schedule(
    session: SessionDep, viewer: Viewer, schedule_id: int, change: ReportScheduleChange
) -> ReportScheduleAnswer:
    """Change the members that are given; the others stay. `is_enabled` pauses it."""
    return recurring.answer(session, recurring.change(session, viewer, schedule_id, change))


@router.delete("/schedules/{schedule_id}", name="delete", status_code=204)
def delete_report_schedule(session: SessionDep, viewer: Viewer, schedule_id: int) -> None:
    """Remove a schedule; the reports that it made stay."""
    recurring.delete(session, viewer, schedule_id)


@router.post("/schedules/{schedule_id}/run", name="run", status_code=202)
def run_report_schedule(viewer: Viewer, schedule_id: int) -> ReportStarted:
    """Make its report now and send it, beside its times."""
    return ReportStarted.model_validate(recurring.run_now(viewer, schedule_id))


@router.get("/deliveries", name="deliveries")
def list_report_deliveries(
    session: SessionDep, viewer: Viewer, query: Annotated[DeliveryQuery, Query()]
) -> Page[DeliveryAnswer]:
    """To whom reports were sent, newest first: one's own; administrators see all. Kept for 90 days."""
    return deliveries.page(session, viewer, query)


@router.post("/deliveries/{delivery_id}/retry", name="retry_delivery", status_code=202)
def retry_report_delivery(viewer: Viewer, delivery_id: int) -> DeliveryAnswer:
    """Send a mail again that failed. 409 for another, or when its report is not there any more."""
    return mailing.send_again(viewer, delivery_id)
