"""Who did what: CloudTrail's events, all of them or those of one WorkSpace."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.api.dependencies import Viewer
from app.api.json import Json
from app.api.listing import answer, list_parameters
from app.api.workspaces import WorkspaceId
from app.db.session import reading
from app.schemas.common import Page
from app.schemas.events import EventItem, WorkspaceEventItem
from app.schemas.workspaces import Facets
from app.services.catalog.events import EVENTS, WORKSPACE_EVENTS
from app.services.events.listing import of_workspace
from app.services.query import facets as counting
from app.services.query.parameters import page_request

router = APIRouter(tags=["events"])


@router.get("/events", name="list", response_model=Page[EventItem], openapi_extra=list_parameters(EVENTS))
def list_events(request: Request, viewer: Viewer) -> Response:
    """Events of the accounts the caller may see that match the filters, newest first, one page at a time."""
    return answer(request, EVENTS, page_request(EVENTS, request.query_params.multi_items()), viewer)


@router.get("/events/facets", name="facets", response_model=Facets, openapi_extra=list_parameters(EVENTS, "facets"))
def event_facets(request: Request, viewer: Viewer) -> Json:
    """How many events each value has under the other filters; each facet ignores its own."""
    wanted = page_request(EVENTS, request.query_params.multi_items(), also=("facets",))
    names = [name.strip() for name in request.query_params.get("facets", "").split(",") if name.strip()]
    with reading() as connection:
        return Json(counting.count(connection, EVENTS, wanted.plan, names, viewer.account_scope))


@router.get(
    "/workspaces/{workspace_id}/events",
    name="of_workspace",
    response_model=Page[WorkspaceEventItem],
    openapi_extra=list_parameters(WORKSPACE_EVENTS),
)
def list_workspace_events(workspace_id: WorkspaceId, request: Request, viewer: Viewer) -> Response:
    """Events that touched one WorkSpace, newest first."""
    wanted = page_request(WORKSPACE_EVENTS, request.query_params.multi_items())
    with reading() as connection:
        mine = of_workspace(connection, workspace_id, viewer, wanted)
    return answer(request, WORKSPACE_EVENTS, mine, viewer)
