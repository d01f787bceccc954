"""Who did what in this product."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import Admin, SessionDep
from app.schemas.audit import AuditAnswer, AuditQuery
from app.schemas.common import Page
from app.services.audit import reading

router = APIRouter(prefix="/admin/audit", tags=["audit"])


@router.get("", name="list")
def list_audit(session: SessionDep, _: Admin, query: Annotated[AuditQuery, Query()]) -> Page[AuditAnswer]:
    """The audit log, newest first. Sign-ins, failed ones too, and every change; the log only grows."""
    return reading.page(session, query)
