"""How one WorkSpace was used: hours, sessions, experience."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.api.dependencies import Viewer
from app.api.json import Json
from app.db.session import reading
from app.schemas.usage import ExperienceAnswer, SessionsAnswer, SpanQuery, UsageAnswer, UsageQuery
from app.services.usage import report

router = APIRouter(prefix="/workspaces", tags=["usage"])
WorkspaceId = Annotated[str, Path(max_length=70, pattern=r"^[A-Za-z0-9_-]+$", examples=["ws-1a2b3c4d5"])]


@router.get("/{workspace_id}/usage", name="get", response_model=UsageAnswer)
def get_usage(workspace_id: WorkspaceId, viewer: Viewer, query: Annotated[UsageQuery, Query()]) -> Json:
    """Hours connected and billed, and sessions, by month, day or hour (UTC), each with how much of it was measured."""
    with reading() as connection:
        return Json(report.usage(connection, workspace_id, viewer, query))


@router.get("/{workspace_id}/sessions", name="sessions", response_model=SessionsAnswer)
def get_sessions(workspace_id: WorkspaceId, viewer: Viewer, query: Annotated[SpanQuery, Query()]) -> Json:
    """When a user was connected, newest first."""
    with reading() as connection:
        return Json(report.session_list(connection, workspace_id, viewer, query.since, query.until))


@router.get("/{workspace_id}/experience", name="experience", response_model=ExperienceAnswer)
def get_experience(workspace_id: WorkspaceId, viewer: Viewer, query: Annotated[SpanQuery, Query()]) -> Json:
    """Latency, load, disks, launch time and packet loss, day by day."""
    with reading() as connection:
        return Json(report.experience(connection, workspace_id, viewer, query.since, query.until))
