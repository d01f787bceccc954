"""What costs will be: the forecast of the month."""

from fastapi import APIRouter, Request

from app.api.dependencies import Viewer
from app.api.json import Json
from app.api.listing import list_parameters
from app.db.session import reading
from app.schemas.forecast import MonthForecast
from app.services.catalog.workspaces import DATASET
from app.services.costs import outlook
from app.services.query.parameters import page_request

router = APIRouter(prefix="/costs", tags=["costs"])


@router.get(
    "/forecast", name="forecast", response_model=MonthForecast, openapi_extra=list_parameters(DATASET, "group_by")
)
def forecast_month(request: Request, viewer: Viewer) -> Json:
    """What the WorkSpaces that match will have cost at the month's end, in total and by the field `group_by`."""
    wanted = page_request(DATASET, request.query_params.multi_items(), also=("group_by",))
    with reading() as connection:
        return Json(outlook.answer(connection, wanted.plan, request.query_params.get("group_by"), viewer))
