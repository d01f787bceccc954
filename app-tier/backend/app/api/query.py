"""The catalogue, and plans over it."""

from fastapi import APIRouter

from app.api.dependencies import Viewer
from app.api.json import Json
from app.db.session import reading
from app.schemas.catalog import Catalog
from app.schemas.plan import Plan, QueryResult
from app.services.catalog.registry import catalog
from app.services.query.run import run

router = APIRouter(tags=["query"])


@router.get("/catalog", name="catalog")
def get_catalog(_: Viewer) -> Catalog:
    """Every dataset and field: type, unit, operators, known values, and what can be done with it."""
    return catalog()


@router.post("/query", name="run", response_model=QueryResult)
def run_query(plan: Plan, viewer: Viewer) -> Json:
    """The rows of a plan, within the caller's scope."""
    with reading() as connection:
        return Json(run(connection, plan, viewer))
