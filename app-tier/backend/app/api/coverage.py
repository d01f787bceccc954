"""What is known, since when, and what is in the way."""

from fastapi import APIRouter

from app.api.dependencies import SessionDep, Viewer
from app.schemas.coverage import CoverageAnswer
from app.services.sync import covered

router = APIRouter(prefix="/coverage", tags=["coverage"])


@router.get("", name="read")
def read_coverage(session: SessionDep, viewer: Viewer) -> CoverageAnswer:
    """Every account, Region and collector of the caller's accounts, with when it was last read whole."""
    return covered.overview(session, viewer.account_scope)
