"""Adding, changing and removing AWS accounts."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.crypto import encrypt
from app.core.problems import Conflict, Forbidden, invalid
from app.models.accounts import AwsAccount
from app.schemas.accounts import AccountChange, NewAccount, account_of, partition_of
from app.schemas.caller import Caller
from app.services.accounts import registry
from app.services.audit import trail

_OF_KIND = {"role": ("role_arn", "external_id"), "keys": ("access_key_id", "secret_access_key"), "home": ()}
_WAYS = ("role_arn", "external_id", "access_key_id", "secret_access_key")


def create(session: Session, by: Caller | str, new: NewAccount) -> AwsAccount:
    """The new account. Raises Conflict where it is there already, Forbidden outside the caller's own scope."""
    values = new.model_dump(exclude={"kind", "secret_access_key"})
    if new.role_arn is not None:
        values |= {"account_id": account_of(new.role_arn), "partition": partition_of(new.role_arn)}
    if isinstance(by, Caller) and by.account_scope is not None and values["account_id"] not in by.account_scope:
        raise Forbidden("Your own user is limited to certain AWS accounts; this is not one of them.")
    values["name"] = new.name or values["account_id"] or ""
    secret = new.secret_access_key
    account = AwsAccount(
        kind="keys" if secret else "role",
        secret_access_key_encrypted=encrypt(secret.get_secret_value()) if secret else None,
        **values,
    )
    _insert(session, account)
    trail.record(session, by, "account.create", _label(account), values)
    session.refresh(account)
    return account


def change(session: Session, by: Caller, account_pk: int, wanted: AccountChange) -> AwsAccount:
    """The account with the given members changed. Raises NotFound, Invalid for what does not go with its kind."""
    account = registry.find(session, by, account_pk)
    apply(session, by, account, wanted)
    return account


def apply(session: Session, by: Caller | str, account: AwsAccount, wanted: AccountChange) -> None:
    """Change the members that are given. What was known about reaching it is forgotten where the way changes."""
    values = wanted.model_dump(exclude_unset=True, exclude={"secret_access_key"})
    secret = wanted.secret_access_key
    _fits_the_kind(account, {*values, *(["secret_access_key"] if secret else [])})
    if account.kind == "role" and wanted.role_arn and account_of(wanted.role_arn) != account.account_id:
        raise invalid("role_arn", f"is not a role in account {account.account_id}; add the other account instead")
    if wanted.access_key_id not in {None, account.access_key_id} and secret is None:
        raise invalid("secret_access_key", "is needed with another access key")
    changed = {name: value for name, value in values.items() if value != getattr(account, name)}
    before = {name: getattr(account, name) for name in changed}
    for name, value in changed.items():
        setattr(account, name, value)
    if secret is not None:
        account.secret_access_key_encrypted = encrypt(secret.get_secret_value())
    if secret is not None or changed.keys() & set(_WAYS):
        account.last_checked_at = account.last_error = None
    session.flush()
    _record(session, by, account, before, changed, secret_changed=secret is not None)
    session.refresh(account)


def delete(session: Session, by: Caller, account_pk: int) -> None:
    """Stop reading the account. What was read from it stays. Raises NotFound, Conflict for the home account."""
    account = registry.find(session, by, account_pk)
    if account.kind == "home":
        raise Conflict("The home account belongs to the configured credentials. Disable it instead.")
    session.delete(account)
    trail.record(session, by, "account.delete", _label(account), {"role_arn": account.role_arn, "name": account.name})


def _fits_the_kind(account: AwsAccount, given: set[str]) -> None:
    for name in _WAYS:
        if name in given and name not in _OF_KIND[account.kind]:
            raise invalid(name, f"does not go with an account of the kind '{account.kind}'")


def _insert(session: Session, account: AwsAccount) -> None:
    try:
        with session.begin_nested():  # the name of the one that is there is still to be asked for
            session.add(account)
            session.flush()
    except IntegrityError as error:
        named = select(AwsAccount.name).where(AwsAccount.account_id == account.account_id)
        raise Conflict(
            f"AWS account {account.account_id} is there already, as '{session.scalar(named)}'.",
            extra={"errors": [{"field": "account_id", "message": "is there already"}]},
        ) from error


def _record(
    session: Session,
    by: Caller | str,
    account: AwsAccount,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    secret_changed: bool,
) -> None:
    detail: dict[str, Any] = {"before": before, "after": after} if after else {}
    if secret_changed:
        detail["secret_access_key"] = "changed"  # noqa: S105 - that it was, not what it is
    if detail:
        trail.record(session, by, "account.update", _label(account), detail)


def _label(account: AwsAccount) -> str:
    return account.account_id or account.name or account.kind
