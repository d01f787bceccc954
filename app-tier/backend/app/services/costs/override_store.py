"""Contract prices and discounts, administered by people; each change is audited and marks costs to be modelled anew."""

from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.problems import FieldError, Forbidden, Invalid, NotFound
from app.models.overrides import PriceOverride
from app.schemas.caller import Caller
from app.schemas.common import Page, Paging
from app.schemas.overrides import NewOverride, OverrideAnswer, OverrideChange
from app.services.audit import trail
from app.services.costs import marking

MAX_ID = 2**31 - 1
_NAMES = tuple(NewOverride.model_fields)


def page(session: Session, admin: Caller, query: Paging) -> Page[OverrideAnswer]:
    """Those of all accounts and of the caller's own, by name."""
    mine = select(PriceOverride)
    if admin.account_scope is not None:
        of_mine = PriceOverride.account_id.in_(admin.account_scope)
        mine = mine.where(or_(PriceOverride.account_id.is_(None), of_mine))
    total = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    ordered = mine.order_by(PriceOverride.name, PriceOverride.id).limit(query.limit).offset(query.offset)
    items = [OverrideAnswer.model_validate(row) for row in session.scalars(ordered)]
    return Page[OverrideAnswer](items=items, total=total, limit=query.limit, offset=query.offset)


def find(session: Session, admin: Caller, override_id: int) -> PriceOverride:
    """The rule. Raises NotFound, for one of an account that the caller may not see too."""
    found = session.get(PriceOverride, override_id) if 0 < override_id <= MAX_ID else None
    if found is None or not (found.account_id is None or _sees(admin, found.account_id)):
        raise NotFound(f"There is no price override {override_id}.")
    return found


def create(session: Session, admin: Caller, new: NewOverride) -> PriceOverride:
    """A new rule; costs are modelled anew within a minute. Raises Forbidden outside the caller's accounts."""
    _may(admin, new.account_id)
    made = PriceOverride(**new.model_dump(), updated_by=admin.username)
    session.add(made)
    session.flush()
    _written(session, admin, "price_override.create", made, new.model_dump(mode="json"))
    return made


def change(session: Session, admin: Caller, override_id: int, change: OverrideChange) -> PriceOverride:
    """Change the members that are given. Raises NotFound, Forbidden, and Invalid where the whole makes no sense."""
    found = find(session, admin, override_id)
    _may(admin, found.account_id)
    given = change.model_dump(exclude_unset=True)
    try:
        whole = NewOverride(**{**{name: getattr(found, name) for name in _NAMES}, **given})
    except ValidationError as error:
        raise Invalid([FieldError("body", str(error.errors()[0]["msg"]).removeprefix("Value error, "))]) from None
    _may(admin, whole.account_id)
    before = {name: getattr(found, name) for name in given}
    for name, value in given.items():
        setattr(found, name, value)
    found.updated_by = admin.username
    session.flush()
    session.refresh(found)
    _written(session, admin, "price_override.update", found, trail.changes(before, given))
    return found


def delete(session: Session, admin: Caller, override_id: int) -> None:
    """Remove a rule. Raises NotFound, Forbidden."""
    found = find(session, admin, override_id)
    _may(admin, found.account_id)
    _written(session, admin, "price_override.delete", found, {name: getattr(found, name) for name in _NAMES})
    session.delete(found)


def _written(session: Session, admin: Caller, action: str, row: PriceOverride, detail: dict[str, Any]) -> None:
    trail.record(session, admin, action, f"price override {row.id}", detail)
    marking.everywhere(session.connection())


def _sees(admin: Caller, account_id: str) -> bool:
    return admin.account_scope is None or account_id in admin.account_scope


def _may(admin: Caller, account_id: str | None) -> None:
    if admin.account_scope is not None and account_id not in admin.account_scope:
        raise Forbidden("Your own user is limited to certain AWS accounts: name one of them in account_id.")
