"""The catalogue, and plans over it."""

from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response

from app.api.dependencies import Viewer
from app.api.json import Json
from app.db.session import reading
from app.schemas.catalog import Catalog
from app.schemas.plan import Explanation, Plan, QueryResult
from app.services.catalog.registry import catalog
from app.services.query.explain import explain
from app.services.query.run import run

router = APIRouter(tags=["query"])


@router.get("/catalog", name="catalog", response_model=Catalog)
def get_catalog(_: Viewer, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """Every dataset and field (type, unit, operators, known values, what can be done with it), and how plans are made.

    304 where `If-None-Match` has its `ETag`.
    """
    known = catalog()
    headers = {"ETag": f'"{known.version}"', "Cache-Control": "private, no-cache"}
    if if_none_match is not None and headers["ETag"] in [tag.strip() for tag in if_none_match.split(",")]:
        return Response(status_code=304, headers=headers)
    return Json(known.model_dump(), headers=headers)


@router.post("/query", name="run", response_model=QueryResult)
def run_query(plan: Plan, viewer: Viewer) -> Json:
    """The rows of a plan, within the caller's scope."""
    with reading() as connection:
        return Json(run(connection, plan, viewer))


@router.post("/query/explain", name="explain", response_model=Explanation)
def explain_query(plan: Plan, viewer: Viewer) -> Json:
    """A plan in plain words, not run; for administrators with its SELECT and how PostgreSQL would run it."""
    with reading() as connection:
        return Json(explain(connection, plan, viewer))
