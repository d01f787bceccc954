"""What one WorkSpace cost."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.api.dependencies import Viewer
from app.api.json import Json
from app.db.session import reading
from app.schemas.billing import Billing
from app.schemas.costs import MonthsQuery
from app.services.costs import statement

router = APIRouter(prefix="/workspaces", tags=["costs"])
WorkspaceId = Annotated[str, Path(max_length=70, pattern=r"^[A-Za-z0-9_-]+$", examples=["ws-1a2b3c4d5"])]


@router.get("/{workspace_id}/billing", name="billing", response_model=Billing)
def get_billing(workspace_id: WorkspaceId, viewer: Viewer, query: Annotated[MonthsQuery, Query()]) -> Json:
    """Its cost by month and usage type, each saying whether it is modelled or billed."""
    with reading() as connection:
        return Json(statement.answer(connection, workspace_id, viewer, query))
