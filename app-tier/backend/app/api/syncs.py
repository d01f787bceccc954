"""Sync runs: start, look, stop."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import Operator, SessionDep
from app.schemas.common import Page, Paging
from app.schemas.sync import SyncDetail, SyncRequest, SyncStarted, SyncSummary
from app.services.sync import runs
from app.services.sync.requests import Extent

router = APIRouter(prefix="/admin", tags=["sync"])


@router.post("/sync", name="start", status_code=202)
def start_sync(operator: Operator, asked: SyncRequest | None = None) -> SyncStarted:
    """Start a sync; no body means everything. 409 with `sync_id` when the same scope is being synced."""
    asked = asked or SyncRequest()
    return SyncStarted(
        sync_id=runs.start(Extent(asked.collectors, asked.account_ids, asked.regions), "manual", operator)
    )


@router.get("/syncs", name="list")
def list_syncs(session: SessionDep, operator: Operator, query: Annotated[Paging, Query()]) -> Page[SyncSummary]:
    """Runs, newest first."""
    return runs.page(session, operator, query)


@router.get("/syncs/{sync_id}", name="read")
def read_sync(session: SessionDep, operator: Operator, sync_id: int) -> SyncDetail:
    """One run with its steps."""
    return runs.get(session, operator, sync_id)


@router.post("/syncs/{sync_id}/cancel", name="cancel", status_code=202)
def cancel_sync(operator: Operator, sync_id: int) -> SyncStarted:
    """Stop a run: what waits does not start, what runs stops before its next request to AWS."""
    runs.cancel(operator, sync_id)
    return SyncStarted(sync_id=sync_id)
