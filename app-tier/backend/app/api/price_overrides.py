"""Contract prices and discounts."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import Admin, SessionDep
from app.schemas.common import Page, Paging
from app.schemas.overrides import NewOverride, OverrideAnswer, OverrideChange
from app.services.costs import override_store

router = APIRouter(prefix="/admin/price-overrides", tags=["price-overrides"])


@router.get("", name="list")
def list_overrides(session: SessionDep, admin: Admin, query: Annotated[Paging, Query()]) -> Page[OverrideAnswer]:
    """Contract prices and discounts by name."""
    return override_store.page(session, admin, query)


@router.post("", name="create", status_code=201)
def create_override(session: SessionDep, admin: Admin, new: NewOverride) -> OverrideAnswer:
    """Make one. Of several that fit the most specific holds; modelled costs follow within a minute."""
    return OverrideAnswer.model_validate(override_store.create(session, admin, new))


@router.get("/{override_id}", name="read")
def read_override(session: SessionDep, admin: Admin, override_id: int) -> OverrideAnswer:
    """One of them."""
    return OverrideAnswer.model_validate(override_store.find(session, admin, override_id))


@router.put("/{override_id}", name="update")
def update_override(session: SessionDep, admin: Admin, override_id: int, change: OverrideChange) -> OverrideAnswer:
    """Change the members that are given; the others stay."""
    return OverrideAnswer.model_validate(override_store.change(session, admin, override_id, change))


@router.delete("/{override_id}", name="delete", status_code=204)
def delete_override(session: SessionDep, admin: Admin, override_id: int) -> None:
    """Remove one; modelled costs are those of the list again."""
    override_store.delete(session, admin, override_id)
