"""Costs and usage of the fleet: lists, facets and sums, all of them plans over the catalogue."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.api.dependencies import Viewer
from app.api.json import Json
from app.api.listing import answer, list_parameters
from app.db.session import reading
from app.schemas.plan import Measure, Plan, QueryResult
from app.schemas.workspaces import Facets
from app.services.catalog.costs import DATASET as COSTS
from app.services.catalog.fleet_usage import DAILY, HOURLY
from app.services.catalog.usage import DATASET as USAGE
from app.services.query import facets as counting
from app.services.query.parameters import page_request
from app.services.query.run import run
from app.services.query.summaries import OWN, summary_plan
from app.services.usage.shape import heat_map_plan

router = APIRouter(tags=["summaries"])
MONEY = (Measure(agg="sum", field="cost"), Measure(agg="count"), Measure(agg="count", field="cost"))
HOURS = tuple(Measure(agg="sum", field=name) for name in ("connected_hours", "billed_hours", "sessions", "known_hours"))
Pairs = list[tuple[str, str]]


def _names(request: Request) -> list[str]:
    return [name.strip() for name in request.query_params.get("facets", "").split(",") if name.strip()]


def _run(plan: Plan, viewer: Viewer) -> Json:
    with reading() as connection:
        return Json(run(connection, plan, viewer))


@router.get("/costs", name="list_costs", openapi_extra=list_parameters(COSTS))
def list_costs(request: Request, viewer: Viewer) -> Response:
    """Costs by WorkSpace, month and usage type, each saying whether it is modelled or billed, one page at a time."""
    return answer(request, COSTS, page_request(COSTS, request.query_params.multi_items()), viewer)


@router.get("/costs/facets", name="cost_facets", response_model=Facets, openapi_extra=list_parameters(COSTS, "facets"))
def cost_facets(request: Request, viewer: Viewer) -> Json:
    """How many costs each value has under the other filters; each facet ignores its own."""
    wanted = page_request(COSTS, request.query_params.multi_items(), also=("facets",))
    with reading() as connection:
        return Json(counting.count(connection, COSTS, wanted.plan, _names(request), viewer.account_scope))


@router.get(
    "/costs/summary", name="cost_summary", response_model=QueryResult, openapi_extra=list_parameters(COSTS, *OWN)
)
def cost_summary(request: Request, viewer: Viewer) -> Json:
    """Costs summed `by` up to three fields (`month,kind` unless named; tags as `tag.KEY`) over `months` (13).

    `count_cost` of `count` amounts are known. `compare` puts another period beside; `other=true` sums up the rest.
    """
    pairs: Pairs = request.query_params.multi_items()
    return _run(summary_plan(COSTS, pairs, by=("month", "kind"), measures=MONEY), viewer)


@router.get("/usage", name="list_usage", openapi_extra=list_parameters(USAGE))
def list_usage(request: Request, viewer: Viewer) -> Response:
    """Hours by WorkSpace and month, one page at a time."""
    return answer(request, USAGE, page_request(USAGE, request.query_params.multi_items()), viewer)


@router.get("/usage/facets", name="usage_facets", response_model=Facets, openapi_extra=list_parameters(USAGE, "facets"))
def usage_facets(request: Request, viewer: Viewer) -> Json:
    """How many months of WorkSpaces each value has under the other filters; each facet ignores its own."""
    wanted = page_request(USAGE, request.query_params.multi_items(), also=("facets",))
    with reading() as connection:
        return Json(counting.count(connection, USAGE, wanted.plan, _names(request), viewer.account_scope))


@router.get(
    "/usage/summary", name="usage_summary", response_model=QueryResult, openapi_extra=list_parameters(USAGE, *OWN)
)
def usage_summary(request: Request, viewer: Viewer) -> Json:
    """Hours summed `by` up to three fields (`month` unless named; tags as `tag.KEY`) over `months` (13)."""
    pairs: Pairs = request.query_params.multi_items()
    return _run(summary_plan(USAGE, pairs, by=("month",), measures=HOURS), viewer)


@router.get("/usage/daily", name="usage_daily", openapi_extra=list_parameters(DAILY))
def list_daily_usage(request: Request, viewer: Viewer) -> Response:
    """Hours by account, Region and day, one page at a time."""
    return answer(request, DAILY, page_request(DAILY, request.query_params.multi_items()), viewer)


@router.get("/usage/heatmap", name="usage_heatmap", response_model=QueryResult, openapi_extra=list_parameters(HOURLY))
def usage_heat_map(request: Request, viewer: Viewer) -> Json:
    """WorkSpaces connected in an average hour of each weekday (UTC), and how many were measured."""
    pairs: Pairs = request.query_params.multi_items()
    return _run(heat_map_plan(pairs), viewer)
