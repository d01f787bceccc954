"""The Celery task of the backups."""

from app.core.queue import celery_app
from app.services.backup import running

LIMIT_S = 4 * 3600


@celery_app.task(name="backup.tick", soft_time_limit=LIMIT_S, time_limit=LIMIT_S + 120, acks_late=False)
def tick() -> None:
    """Make a backup where one is due."""
    running.run_if_due()
