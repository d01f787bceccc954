"""How a modelled cost came about, and how good the model is."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import Viewer
from app.api.json import Json
from app.db.session import reading
from app.schemas.cost_explain import CostExplanation, ExplainQuery, Reconciliation, ReconciliationQuery
from app.schemas.cost_modes import ModeComparison, ModesQuery
from app.schemas.unpriced import Unpriced, UnpricedQuery
from app.services.costs import explain, modes, reconciliation, unpriced

router = APIRouter(prefix="/costs", tags=["costs"])


@router.get("/explain", name="explain", response_model=CostExplanation)
def explain_cost(viewer: Viewer, query: Annotated[ExplainQuery, Query()]) -> Json:
    """The modelled cost of a WorkSpace in a month, step by step: what was charged, at which price, from which list."""
    with reading() as connection:
        return Json(explain.answer(connection, query, viewer))


@router.get("/modes", name="modes", response_model=ModeComparison)
def compare_modes(viewer: Viewer, query: Annotated[ModesQuery, Query()]) -> Json:
    """AlwaysOn against AutoStop for a WorkSpace: both prices now, their break-even, and where its months lie."""
    with reading() as connection:
        return Json(modes.answer(connection, query.workspace_id, viewer))


@router.get("/reconciliation", name="reconciliation", response_model=Reconciliation)
def reconcile_costs(viewer: Viewer, query: Annotated[ReconciliationQuery, Query()]) -> Json:
    """The modelled costs of a month beside the bill, by usage type, with the error and its likely causes."""
    with reading() as connection:
        return Json(reconciliation.answer(connection, query, viewer.account_scope))


@router.get("/unpriced", name="unpriced", response_model=Unpriced)
def count_unpriced(viewer: Viewer, query: Annotated[UnpricedQuery, Query()]) -> Json:
    """How many WorkSpaces of a month have no modelled cost, and what is missing: a price or their hours."""
    with reading() as connection:
        return Json(unpriced.answer(connection, query, viewer.account_scope))
