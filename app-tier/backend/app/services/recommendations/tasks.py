"""Celery tasks of the recommendations: transport only; what is due is in `recommendation_places`."""

from app.core.queue import celery_app
from app.db.session import get_engine
from app.services.recommendations import places, refreshing
from app.services.sync import progress

LIMIT_S = 3000


@celery_app.task(name="recommendations.refresh", soft_time_limit=LIMIT_S, time_limit=LIMIT_S + 120)
def refresh(account_id: str, region: str) -> None:
    """Compute the advice of one place."""
    if refreshing.refresh(get_engine(), account_id, region):
        for dataset in ("recommendations", "workspaces"):
            progress.publish_data(dataset, account_id)


@celery_app.task(name="recommendations.tick")
def tick() -> None:
    """Find what is due."""
    places.tick()
