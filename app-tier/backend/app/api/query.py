"""The catalogue, and plans over it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.api.dependencies import Viewer
from app.api.json import Json
from app.api.representation import ROWS, rows, rows_wanted
from app.db.session import reading
from app.schemas.catalog import Catalog
from app.schemas.plan import Explanation, Plan, QueryResult
from app.services.catalog.registry import catalog
from app.services.query.explain import explain
from app.services.query.run import run

router = APIRouter(tags=["query"])


@router.get("/catalog", name="catalog")
def get_catalog(_: Viewer) -> Catalog:
    """Every dataset and field (type, unit, operators, values, what can be done with it), and how plans are made."""
    return catalog()


@router.post("/query", name="run", response_model=QueryResult, responses=ROWS)
def run_query(request: Request, plan: Plan, viewer: Viewer) -> Response:
    """The rows of a plan, within the caller's scope.

    With `Accept: text/csv` or `application/x-ndjson` they are streamed, all of them unless the plan has a limit.
    """
    if lines := rows_wanted(request):
        return rows(plan, viewer, lines)
    with reading() as connection:
        return Json(run(connection, plan, viewer))


@router.post("/query/explain", name="explain", response_model=Explanation)
def explain_query(plan: Plan, viewer: Viewer) -> Json:
    """A plan in plain words, not run; for administrators with its SELECT and how PostgreSQL would run it."""
    with reading() as connection:
        return Json(explain(connection, plan, viewer))
