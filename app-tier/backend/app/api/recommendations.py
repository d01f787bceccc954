"""What to do: recommendations, what people decide about them, and what they come to. Nothing here changes AWS."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.api.dependencies import Recommender, SessionDep, Viewer
from app.api.json import Json
from app.api.listing import answer, list_parameters
from app.db.session import reading
from app.schemas.common import Page
from app.schemas.recommendations import (
    Decided,
    Decision,
    DecisionOnMany,
    RecommendationDetail,
    RecommendationItem,
    RecommendationSummary,
    Script,
    Selection,
    WhatIf,
)
from app.schemas.workspaces import Facets
from app.services.catalog.recommendations import DATASET
from app.services.query import facets as counting
from app.services.query.parameters import page_request
from app.services.recommendations import deciding, script
from app.services.recommendations import reading as told

router = APIRouter(prefix="/recommendations", tags=["recommendations"])
Number = Annotated[int, Path(ge=1, le=2**53)]


@router.get("", name="list", response_model=Page[RecommendationItem], openapi_extra=list_parameters(DATASET))
def list_recommendations(request: Request, viewer: Viewer) -> Response:
    """Open and approved recommendations, those that save most first; others where their `state` is asked for."""
    return answer(request, DATASET, page_request(DATASET, request.query_params.multi_items()), viewer)


@router.get("/facets", name="facets", response_model=Facets, openapi_extra=list_parameters(DATASET, "facets"))
def recommendation_facets(request: Request, viewer: Viewer) -> Json:
    """How many recommendations each value has under the other filters; each facet ignores its own."""
    wanted = page_request(DATASET, request.query_params.multi_items(), also=("facets",))
    names = [name.strip() for name in request.query_params.get("facets", "").split(",") if name.strip()]
    with reading() as connection:
        return Json(counting.count(connection, DATASET, wanted.plan, names, viewer.account_scope))


@router.get("/summary", name="summary", response_model=RecommendationSummary, openapi_extra=list_parameters(DATASET))
def recommendation_summary(request: Request, viewer: Viewer) -> Json:
    """What those that match come to a month, no WorkSpace counted twice, by kind, and what was verified afterwards."""
    wanted = page_request(DATASET, request.query_params.multi_items())
    with reading() as connection:
        return Json(told.summary(connection, wanted.plan, viewer))


@router.post("/what-if", name="what_if", response_model=WhatIf)
def what_if(viewer: Viewer, selection: Selection) -> Json:
    """What acting on the selected ones would save a month; of each WorkSpace one counts."""
    with reading() as connection:
        return Json(told.what_if(connection, selection.ids, viewer))


@router.post("/script", name="script")
def make_script(session: SessionDep, caller: Recommender, selection: Selection) -> Script:
    """A shell script of the selected ones for review. By default it only says what it would do: WSI_APPLY=1 acts."""
    return Script.model_validate(script.make(session, caller, selection.ids))


@router.post("/state", name="decide_on_many")
def decide_on_many(session: SessionDep, caller: Recommender, decision: DecisionOnMany) -> Decided:
    """Approve, snooze, dismiss, mark as done or open again; what cannot be moved stays, and is named."""
    return deciding.decide_on_many(session, caller, decision.ids, decision)


@router.get("/{recommendation_id}", name="get", response_model=RecommendationDetail)
def get_recommendation(recommendation_id: Number, viewer: Viewer) -> Json:
    """One recommendation in full: evidence, how it is done and undone, its history, and what it saved."""
    with reading() as connection:
        return Json(told.detail(connection, recommendation_id, viewer))


@router.patch("/{recommendation_id}", name="decide", response_model=RecommendationDetail)
def decide(session: SessionDep, caller: Recommender, recommendation_id: Number, decision: Decision) -> Json:
    """Approve, snooze, dismiss, mark as done or open again. 409 where its state does not allow it."""
    deciding.decide(session, caller, recommendation_id, decision)
    return Json(told.detail(session.connection(), recommendation_id, caller))
