"""Celery tasks of the sync: transport only, an id in and nothing out; the truth is in the rows."""

from app.core.queue import celery_app
from app.services.sync import listening, pipeline, planning, ticking

# below the broker's visibility timeout (an hour), after which it would hand the message to another worker as well
STEP_SECONDS = 3300


@celery_app.task(name="sync.plan")
def plan(run_id: int) -> None:
    """Plan a run and send its first steps."""
    planning.plan(run_id)


@celery_app.task(name="sync.step", soft_time_limit=STEP_SECONDS, time_limit=STEP_SECONDS + 120)
def run_step(step_id: int) -> None:
    """Run one step."""
    pipeline.run_step(step_id)


@celery_app.task(name="sync.listen")
def listen(queue_arn: str) -> None:
    """Listen to an event queue for a while."""
    listening.listen(queue_arn)


@celery_app.task(name="sync.tick")
def tick() -> None:
    """Find what got lost and start what is due."""
    ticking.quietly()
