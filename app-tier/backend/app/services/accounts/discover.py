"""Every account of the organization, read by a role of one name."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.core.problems import Conflict
from app.db.session import unit_of_work
from app.models.accounts import AwsAccount
from app.schemas.accounts_discovery import DiscoveredAccount, Discovery, DiscoveryRequest
from app.schemas.caller import Caller
from app.services.accounts import organization
from app.services.audit import trail
from app.services.aws.access import HOME, AccountAccess, Identity, whoami
from app.services.aws.calls import Clients
from app.services.aws.endpoints import home_region
from app.services.aws.errors import AwsError
from app.services.aws.organization import ACTIVE, OrganizationAccountRecord, OrganizationCollector, role_arn
from app.services.aws.scope import Scope

AT_ONCE = 8


def discover(caller: Caller, wanted: DiscoveryRequest) -> Discovery:
    """Add the accounts that are not there yet. Again it adds none. Raises Conflict where AWS does not list them.

    One whose role cannot be assumed is added disabled, so that syncs do not fail because of it. Accounts that are not
    active are left out. No connection is held while AWS is asked.
    """
    me, listed = _listed()
    with unit_of_work() as session:
        known = set(session.scalars(select(AwsAccount.account_id))) | {me.account_id}
        organization.store(session.connection(), listed)
    visible = [one for one in listed if caller.account_scope is None or one.account_id in caller.account_scope]
    new = [one for one in visible if one.status == ACTIVE and one.account_id not in known]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        errors = dict(zip(new, pool.map(partial(_trouble, me.partition, wanted), new), strict=True))
    with unit_of_work() as session:
        new = [one for one in new if _add(session, me.partition, wanted, one, errors[one])]
        detail = {"role_name": wanted.role_name, "added": [one.account_id for one in new]}
        trail.record(session, caller, "account.discover", me.account_id, detail)
    return Discovery(
        added=_shown(one for one in new if errors[one] is None),
        not_assumed=[_show(one, errors[one]) for one in new if errors[one] is not None],
        known=_shown(one for one in visible if one not in new and (one.status == ACTIVE or one.account_id in known)),
        skipped=_shown(one for one in visible if one.status != ACTIVE and one.account_id not in known),
    )


def _listed() -> tuple[Identity, list[OrganizationAccountRecord]]:
    try:
        me = whoami(HOME)
        region = home_region("organizations", me.partition) or get_settings().aws_region
        batch = OrganizationCollector().collect(Clients(HOME), Scope(me.account_id, region))
        for _, error in batch.errors:
            raise error
    except AwsError as error:
        raise Conflict(f"The accounts of the organization cannot be listed. {error.message}") from error
    if not batch.rows:
        raise Conflict(f"Account {me.account_id} is in no organization, so there are no accounts to find.")
    return me, batch.rows


def _trouble(partition: str, wanted: DiscoveryRequest, one: OrganizationAccountRecord) -> str | None:
    """Why the role cannot be assumed; None where it can."""
    arn = role_arn(partition, one.account_id, wanted.role_name)
    access = AccountAccess("role", one.account_id, arn, wanted.external_id, partition=partition)
    try:
        whoami(access, (wanted.regions or list(get_settings().regions))[0])
    except AwsError as error:
        return error.message
    return None


def _add(
    session: Session, partition: str, wanted: DiscoveryRequest, one: OrganizationAccountRecord, error: str | None
) -> bool:
    """Whether the account was added now; somebody else may have been faster."""
    statement = (
        insert(AwsAccount)
        .values(
            account_id=one.account_id,
            name=one.name or one.account_id,
            kind="role",
            partition=partition,
            role_arn=role_arn(partition, one.account_id, wanted.role_name),
            external_id=wanted.external_id,
            regions=wanted.regions,
            is_enabled=error is None,
            last_checked_at=func.now(),
            last_error=error,
        )
        .on_conflict_do_nothing()
        .returning(AwsAccount.id)
    )
    return session.scalar(statement) is not None


def _show(one: OrganizationAccountRecord, error: str | None = None) -> DiscoveredAccount:
    return DiscoveredAccount(account_id=one.account_id, name=one.name or one.account_id, status=one.status, error=error)


def _shown(accounts: Iterable[OrganizationAccountRecord]) -> list[DiscoveredAccount]:
    return [_show(one) for one in accounts]
