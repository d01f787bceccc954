"""Money: the bill as AWS states it."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import Viewer
from app.api.json import Json
from app.db.session import reading
from app.schemas.costs import Bill, BillQuery
from app.services.costs import bill

router = APIRouter(prefix="/costs", tags=["costs"])


@router.get("/bill", name="bill", response_model=Bill)
def get_bill(viewer: Viewer, query: Annotated[BillQuery, Query()]) -> Json:
    """What AWS billed for WorkSpaces in the caller's accounts, summed as asked: nothing measured, nothing modelled."""
    with reading() as connection:
        return Json(bill.answer(connection, query, viewer.account_scope))
