"""How the system itself is."""

from fastapi import APIRouter

from app.api.dependencies import Admin
from app.schemas.stats import Stats
from app.services.stats import overview

router = APIRouter(prefix="/admin/stats", tags=["stats"])


@router.get("", name="read")
def read_stats(_: Admin) -> Stats:
    """Health of every dependency, queue, workers, database, cache, counts and last syncs, asked just now."""
    return overview.stats()
