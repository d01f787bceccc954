"""The inventory: lists, facets, one WorkSpace, its history."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from app.api.dependencies import Viewer
from app.api.json import Json
from app.api.listing import answer, list_parameters
from app.db.session import reading
from app.schemas.common import Page
from app.schemas.workspaces import Facets, History, HistoryQuery, WorkspaceDetail, WorkspaceItem
from app.services.catalog.workspaces import DATASET
from app.services.inventory import past, workspace
from app.services.query import facets as counting
from app.services.query.parameters import page_request

router = APIRouter(prefix="/workspaces", tags=["workspaces"])
WorkspaceId = Annotated[str, Path(max_length=70, pattern=r"^[A-Za-z0-9_-]+$", examples=["ws-1a2b3c4d5"])]


@router.get("", name="list", response_model=Page[WorkspaceItem], openapi_extra=list_parameters(DATASET))
def list_workspaces(request: Request, viewer: Viewer) -> Response:
    """WorkSpaces the caller may see that match the filters, one page at a time."""
    return answer(request, DATASET, page_request(DATASET, request.query_params.multi_items()), viewer)


@router.get("/facets", name="facets", response_model=Facets, openapi_extra=list_parameters(DATASET, "facets"))
def workspace_facets(request: Request, viewer: Viewer) -> Json:
    """How many WorkSpaces each value has under the other filters; each facet ignores its own."""
    wanted = page_request(DATASET, request.query_params.multi_items(), also=("facets",))
    names = [name.strip() for name in request.query_params.get("facets", "").split(",") if name.strip()]
    with reading() as connection:
        return Json(counting.count(connection, DATASET, wanted.plan, names, viewer.account_scope))


@router.get("/{workspace_id}", name="get", response_model=WorkspaceDetail)
def get_workspace(workspace_id: WorkspaceId, viewer: Viewer) -> Json:
    """One WorkSpace in full, with AWS's own answer."""
    with reading() as connection:
        return Json(workspace.detail(connection, workspace_id, viewer))


@router.get("/{workspace_id}/history", name="history", response_model=History)
def get_history(workspace_id: WorkspaceId, viewer: Viewer, paging: Annotated[HistoryQuery, Query()]) -> Json:
    """Every change of its fields, newest first; with `at` those until then, and as `state` what it was then."""
    with reading() as connection:
        if paging.at is not None:
            return Json(past.history(connection, workspace_id, viewer, paging, paging.at))
        return Json(workspace.history(connection, workspace_id, viewer, paging))
