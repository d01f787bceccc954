"""Chargeback: statements of a month, and months that are locked."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.api.dependencies import Admin, SessionDep, Viewer
from app.api.json import Json
from app.db.session import reading
from app.schemas.chargeback import LockAnswer, Locks, NewLock, Statement, StatementQuery
from app.services.costs import chargeback, locking, statement_book

router = APIRouter(prefix="/costs/chargeback", tags=["costs"])
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("", name="chargeback", response_model=Statement)
def state_month(viewer: Viewer, query: Annotated[StatementQuery, Query()]) -> Json:
    """What a month costs by a field or tag, with what is allocated to nobody; a locked month as it was locked."""
    with reading() as connection:
        return Json(chargeback.answer(connection, query, viewer))


@router.get(
    "/statement.xlsx", name="chargeback_file", response_class=Response, responses={200: {"content": {EXCEL: {}}}}
)
def download_statement(viewer: Viewer, query: Annotated[StatementQuery, Query()]) -> Response:
    """The same as an Excel workbook with a sheet of assumptions."""
    with reading() as connection:
        made = chargeback.answer(connection, query, viewer)
    name = f"chargeback-{query.month}-v{made['version'] or 0}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(statement_book.write(made), media_type=EXCEL, headers=headers)


@router.get("/locks", name="chargeback_locks")
def list_locks(session: SessionDep, _: Viewer) -> Locks:
    """Locked months with all their versions, the newest first."""
    return locking.listed(session)


@router.post("/locks", name="chargeback_lock", status_code=201)
def lock_month(session: SessionDep, admin: Admin, new: NewLock) -> LockAnswer:
    """Lock a month: its statement never changes. 409 where it is locked, unless a reason for a new version is given."""
    return locking.lock(session, admin, new)
