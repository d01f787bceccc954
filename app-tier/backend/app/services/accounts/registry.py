"""Reading the AWS accounts. The home account, whose credentials the environment holds, is always among them."""

from sqlalchemy import Select, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.problems import NotFound
from app.db import paging
from app.models.accounts import AwsAccount
from app.schemas.accounts import AccountAnswer, AccountQuery
from app.schemas.caller import Caller
from app.schemas.common import Page

MAX_ID = 2**31 - 1
_SORTABLE: paging.Sortable = {
    "id": AwsAccount.id,
    "name": AwsAccount.name,
    "account_id": AwsAccount.account_id,
    "kind": AwsAccount.kind,
    "is_enabled": AwsAccount.is_enabled,
    "last_checked_at": AwsAccount.last_checked_at,
}


def page(session: Session, caller: Caller, query: AccountQuery) -> Page[AccountAnswer]:
    """The accounts that match and the caller may see, one page.

    Raises Invalid for an unknown field to sort by and a foreign cursor.
    """
    ensure_home(session)
    matching = _visible(caller)
    if query.q:
        columns = (AwsAccount.name, AwsAccount.account_id)
        matching = matching.where(or_(*(column.icontains(query.q, autoescape=True) for column in columns)))
    if query.kind:
        matching = matching.where(AwsAccount.kind.in_(query.kind))
    if query.is_enabled is not None:
        matching = matching.where(AwsAccount.is_enabled == query.is_enabled)
    found = paging.page(session, matching, query, query.sort, _SORTABLE, unique=AwsAccount.id)
    return Page[AccountAnswer].of(query, found, map(AccountAnswer.model_validate, found.rows))


def find(session: Session, caller: Caller, account_pk: int) -> AwsAccount:
    """The account by its id here (not AWS's). Raises NotFound, also for one that is not the caller's to see."""
    in_range = 0 < account_pk <= MAX_ID
    account = session.scalar(_visible(caller).where(AwsAccount.id == account_pk)) if in_range else None
    if account is None:
        raise NotFound(f"There is no AWS account {account_pk}.")
    return account


def ensure_home(session: Session) -> None:
    """Make the row of the home account where there is none; its id is filled in when AWS has told it."""
    if session.scalar(select(AwsAccount.id).where(AwsAccount.kind == "home")) is None:
        session.execute(insert(AwsAccount).values(kind="home", name="").on_conflict_do_nothing())


def _visible(caller: Caller) -> Select[AwsAccount]:
    if caller.account_scope is None:
        return select(AwsAccount)
    return select(AwsAccount).where(AwsAccount.account_id.in_(caller.account_scope))
