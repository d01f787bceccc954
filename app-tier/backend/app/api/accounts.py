"""AWS accounts that are read."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import Admin, SessionDep
from app.schemas.accounts import AccountAnswer, AccountChange, AccountCheck, AccountQuery, NewAccount
from app.schemas.common import Page
from app.services.accounts import administration, checking, registry

router = APIRouter(prefix="/admin/accounts", tags=["accounts"])


@router.get("", name="list")
def list_accounts(session: SessionDep, admin: Admin, query: Annotated[AccountQuery, Query()]) -> Page[AccountAnswer]:
    """AWS accounts, the home account (of the environment's credentials) among them."""
    return registry.page(session, admin, query)


@router.post("", name="create", status_code=201)
def create_account(session: SessionDep, admin: Admin, new: NewAccount) -> AccountAnswer:
    """Read one more account, by a role or by an access key. 409 where it is there already."""
    return AccountAnswer.model_validate(administration.create(session, admin, new))


@router.get("/{account_pk}", name="read")
def read_account(session: SessionDep, admin: Admin, account_pk: int) -> AccountAnswer:
    """One account, by its `id` here."""
    return AccountAnswer.model_validate(registry.find(session, admin, account_pk))


@router.put("/{account_pk}", name="update")
def update_account(session: SessionDep, admin: Admin, account_pk: int, change: AccountChange) -> AccountAnswer:
    """Change the members that are given; the others stay."""
    return AccountAnswer.model_validate(administration.change(session, admin, account_pk, change))


@router.delete("/{account_pk}", name="delete", status_code=204)
def delete_account(session: SessionDep, admin: Admin, account_pk: int) -> None:
    """Stop reading an account. Its WorkSpaces and their history stay as they were last seen. 409: the home account."""
    administration.delete(session, admin, account_pk)


@router.post("/{account_pk}/test", name="test")
def test_account(admin: Admin, account_pk: int) -> AccountCheck:
    """Ask AWS now whether the account can be reached with what is configured. 200 in either case."""
    return checking.check(admin, account_pk)
