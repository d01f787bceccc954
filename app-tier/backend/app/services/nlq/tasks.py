"""The task that forgets old questions."""

from app.core.queue import celery_app
from app.db.session import unit_of_work
from app.services.nlq import keeping


@celery_app.task(name="ai.tick")
def tick() -> None:
    """Delete questions that are older than the setting says, some at a time."""
    with unit_of_work() as session:
        keeping.forget_old(session)
