"""The time machine: the fleet as it was at a time, and two times compared."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.api.dependencies import Viewer
from app.api.json import Json
from app.api.listing import answer, list_parameters
from app.db.session import reading
from app.schemas.common import PastTime
from app.schemas.workspaces import Facets
from app.services.catalog.fleet import FLEET, FLEET_CHANGES
from app.services.query import facets as counting
from app.services.query.dated import dated
from app.services.query.parameters import page_request

router = APIRouter(prefix="/fleet", tags=["fleet"])
AsOf = Annotated[PastTime | None, Query(description="The time asked about; now, where none is given.")]
Since = Annotated[PastTime | None, Query(description="The time that `as_of` is compared with; 30 days before.")]


@router.get("", name="list", openapi_extra=list_parameters(FLEET))
def list_fleet(request: Request, viewer: Viewer, as_of: AsOf = None) -> Response:
    """WorkSpaces as they were at a time, one page. 422 for a time before the first sync: the state is unknown then."""
    wanted = page_request(FLEET, request.query_params.multi_items(), also=("as_of",))
    plan = wanted.plan.model_copy(update={"as_of": as_of})
    return answer(request, FLEET, replace(wanted, plan=plan), viewer)


@router.get("/facets", name="facets", response_model=Facets, openapi_extra=list_parameters(FLEET, "facets"))
def fleet_facets(request: Request, viewer: Viewer, as_of: AsOf = None) -> Json:
    """How many WorkSpaces had each value at a time, under the other filters; each facet ignores its own."""
    wanted = page_request(FLEET, request.query_params.multi_items(), also=("as_of", "facets"))
    plan = wanted.plan.model_copy(update={"as_of": as_of})
    names = [name.strip() for name in request.query_params.get("facets", "").split(",") if name.strip()]
    with reading() as connection:
        dataset = dated(connection, FLEET, plan, viewer.account_scope)
        return Json(counting.count(connection, dataset, plan, names, viewer.account_scope))


@router.get("/changes", name="changes", openapi_extra=list_parameters(FLEET_CHANGES))
def list_fleet_changes(request: Request, viewer: Viewer, since: Since = None, as_of: AsOf = None) -> Response:
    """What is different at one time from what it was at another: WorkSpaces that came or went, fields that changed."""
    wanted = page_request(FLEET_CHANGES, request.query_params.multi_items(), also=("as_of", "since"))
    plan = wanted.plan.model_copy(update={"as_of": as_of, "since": since})
    return answer(request, FLEET_CHANGES, replace(wanted, plan=plan), viewer)
