"""What costs will be, and what they might be."""

from fastapi import APIRouter, Request

from app.api.dependencies import Viewer
from app.api.json import Json
from app.api.listing import list_parameters
from app.db.session import reading
from app.schemas.forecast import MonthForecast
from app.schemas.what_if import WhatIf, WhatIfAnswer
from app.services.catalog.workspaces import DATASET
from app.services.costs import outlook, scenario
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


@router.post("/what-if", name="what_if", response_model=WhatIfAnswer)
def what_if(asked: WhatIf, viewer: Viewer) -> Json:
    """The cost of a whole month with other running modes, sizes, idle timeouts or prices, beside that of today's."""
    with reading() as connection:
        return Json(scenario.answer(connection, asked, viewer))
