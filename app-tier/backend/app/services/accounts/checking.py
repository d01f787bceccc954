"""Asking AWS whether an account can be reached, as a sync would."""

from sqlalchemy import func, select, update

from app.core.config import get_settings
from app.db.session import unit_of_work
from app.models.accounts import AwsAccount
from app.schemas.accounts import AccountCheck
from app.schemas.caller import Caller
from app.services.accounts import registry
from app.services.audit import trail
from app.services.aws.access import Identity, forget, whoami
from app.services.aws.errors import AwsError
from app.services.sync.access import access_to


def check(caller: Caller, account_pk: int) -> AccountCheck:
    """What AWS says now; kept in the account's row. Raises NotFound. No connection is held while AWS is asked."""
    with unit_of_work() as session:
        account = registry.find(session, caller, account_pk)
    me, error = _ask(account)
    with unit_of_work() as session:
        learnt = _learnt(me) if me and account.account_id is None else {}
        if learnt and session.scalar(select(AwsAccount.id).where(AwsAccount.account_id == learnt["account_id"])):
            learnt, error = {}, f"Account {learnt['account_id']} is there already; these credentials read it twice."
        kept = update(AwsAccount).where(AwsAccount.id == account.id)
        session.execute(kept.values(last_checked_at=func.now(), last_error=error, **learnt))
        label = account.account_id or (me.account_id if me else account.kind)
        trail.record(session, caller, "account.test", label, {"ok": error is None})
    return AccountCheck(ok=error is None, account_id=me.account_id if me else account.account_id, error=error)


def _ask(account: AwsAccount) -> tuple[Identity | None, str | None]:
    region = (account.regions or list(get_settings().regions))[0]
    try:
        access = access_to(account)
        forget(access)  # credentials that are still good for a while would hide that the role cannot be had any more
        me = whoami(access, region)
    except AwsError as error:
        return None, error.message
    if account.account_id not in {None, me.account_id}:
        return me, f"These credentials belong to account {me.account_id}, not to {account.account_id}."
    return me, None


def _learnt(me: Identity) -> dict[str, str]:
    return {"account_id": me.account_id, "partition": me.partition}
