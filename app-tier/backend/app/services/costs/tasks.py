"""Celery tasks of the costs: transport only; the truth is in the rows."""

from app.core.queue import celery_app
from app.services.costs import marking

# as a step of the sync: below the time after which the broker would hand the message to another worker as well
SECONDS = 3300


@celery_app.task(name="costs.tick", soft_time_limit=SECONDS, time_limit=SECONDS + 120)
def tick() -> None:
    """Model what is marked."""
    marking.tick()
