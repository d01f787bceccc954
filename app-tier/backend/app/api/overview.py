"""The Overview page in one request."""

from fastapi import APIRouter

from app.api.dependencies import Viewer
from app.api.json import Json
from app.db.session import reading
from app.schemas.overview import Overview
from app.services.overview.overview import answer

router = APIRouter(tags=["overview"])


@router.get("/overview", name="get", response_model=Overview)
def get_overview(viewer: Viewer) -> Json:
    """WorkSpaces, users connected, hours and cost with last month's values, and what stands below them."""
    with reading() as connection:
        return Json(answer(connection, viewer.account_scope))
