"""Cost and Usage Reports that were imported."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import Admin, SessionDep
from app.schemas.common import Page, Paging
from app.schemas.cur import CurImportAnswer
from app.services.costs import cur_store

router = APIRouter(prefix="/admin/cur-imports", tags=["cur-imports"])


@router.get("", name="list")
def list_imports(session: SessionDep, _: Admin, query: Annotated[Paging, Query()]) -> Page[CurImportAnswer]:
    """Imports of Cost and Usage Reports (`import-cur`), the newest first, with the lines that could not be read."""
    return cur_store.page(session, query)
