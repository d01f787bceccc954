"""Celery tasks of the reports: transport only, an id in and nothing out; the truth is in the row."""

from app.core.queue import celery_app
from app.services.reports import delivering, running, ticking


@celery_app.task(name="reports.run", soft_time_limit=running.LIMIT_S, time_limit=running.LIMIT_S + 120)
def run(report_id: int) -> None:
    """Write one report."""
    running.run(report_id)


@celery_app.task(name="reports.deliver", soft_time_limit=1500, time_limit=1560)
def deliver(report_id: int) -> None:
    """Send what waits for one report."""
    delivering.deliver(report_id)


@celery_app.task(name="reports.tick")
def tick() -> None:
    """Find what got lost and remove what is over."""
    ticking.quietly()
