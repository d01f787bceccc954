"""What a run has to do: the accounts that can be reached x their Regions x the collectors."""

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.db.session import SessionLocal, unit_of_work
from app.models.accounts import AwsAccount
from app.models.resources import OrganizationAccount
from app.models.sync import SyncRun, SyncStep
from app.services.aws.access import HOME, Identity, account_name, whoami
from app.services.aws.collectors import COLLECTORS
from app.services.aws.errors import AwsError, ErrorKind
from app.services.aws.queues import Queue, readers
from app.services.sync import coverage, ending, locks, places, progress
from app.services.sync.access import access_to
from app.services.sync.progress import ACTIVE

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reached:
    """An account of the plan and, where it cannot be reached, why."""

    account_id: str
    regions: tuple[str, ...]
    error: AwsError | None
    partition: str = "aws"
    is_lead: bool = False
    queues: tuple[Queue, ...] = ()


def plan(run_id: int) -> None:
    """Make the steps of a run and send the first ones. Does nothing for a run that is planned or over."""
    with locks.alone(locks.PLANS, run_id) as mine:
        if not mine or not _begin(run_id):
            return
        progress.publish_run(run_id)
        with SessionLocal() as session:
            accounts = list(session.scalars(select(AwsAccount).where(AwsAccount.is_enabled).order_by(AwsAccount.id)))
            home_is_off = session.scalar(select(func.count()).where(AwsAccount.kind == "home", ~AwsAccount.is_enabled))
        trouble = None if home_is_off else _know_home(accounts)
        first = places.lead(accounts)
        reached = [found for account in accounts if (found := _reach(account, is_lead=account is first)) is not None]
        home = next((account.account_id for account in accounts if account.kind == "home"), None)
        queues = readers([found.account_id for found in reached], home)
        reached = [replace(found, queues=queues.get(found.account_id, ())) for found in reached]
        with unit_of_work() as session:
            _write(session, run_id, reached, trouble)
    ending.advance(run_id)


def _begin(run_id: int) -> bool:
    with unit_of_work() as session:
        begun = (
            update(SyncRun)
            .where(SyncRun.id == run_id, SyncRun.status.in_(ACTIVE), ~SyncRun.is_planned, ~SyncRun.cancel_requested)
            .values(status="running", started_at=func.coalesce(SyncRun.started_at, func.now()))
            .returning(SyncRun.id)
        )
        return session.scalar(begun) is not None


def _know_home(accounts: list[AwsAccount]) -> AwsError | None:
    """Make sure that the home account is among the accounts, under the id that AWS gives it; else why not."""
    home = next((account for account in accounts if account.kind == "home"), None)
    try:
        me = whoami(HOME)
    except AwsError as error:
        keys_do = error.code == "NoCredentialsError" and any(account.kind == "keys" for account in accounts)
        unknown = home is None or home.account_id is None
        return error if unknown and not keys_do else None
    if any(account.account_id == me.account_id for account in accounts):
        _leave_out_unknown(accounts, home)
        return None  # known already, or read under a row of its own
    with unit_of_work() as session:
        taken = session.scalar(select(AwsAccount.id).where(AwsAccount.account_id == me.account_id))
        row = session.get(AwsAccount, home.id) if home else AwsAccount(kind="home", name=me.account_id)
        if row is None or taken is not None:
            _leave_out_unknown(accounts, home)
            return None
        row.account_id, row.partition = me.account_id, me.partition
        if home is None or home.name == home.account_id or not home.name:
            row.name = _name(me)
        session.add(row)
    if home is not None:
        accounts.remove(home)
    accounts.insert(0, row)
    return None


def _leave_out_unknown(accounts: list[AwsAccount], home: AwsAccount | None) -> None:
    """Leave the home row out where another row stands for the same account."""
    if home is not None and home.account_id is None:
        accounts.remove(home)


def _name(me: Identity) -> str:
    """The account's name in its organization where that may be read, else its id."""
    try:
        return account_name(HOME, me.account_id) or me.account_id
    except AwsError as error:
        log.info("account name not read", extra={"code": error.code})
        return me.account_id


def _reach(account: AwsAccount, *, is_lead: bool) -> Reached | None:
    """Ask AWS who we are in the account; what it says is kept in the account's row."""
    regions = tuple(account.regions or get_settings().regions)
    error: AwsError | None = None
    account_id, partition = account.account_id, account.partition
    try:
        me = whoami(access_to(account), regions[0])
        if account_id in (None, me.account_id):
            account_id, partition = me.account_id, me.partition
        else:
            message = f"The credentials configured for account {account_id} belong to account {me.account_id}."
            error = AwsError(ErrorKind.INVALID, "OtherAccount", message)
    except AwsError as failed:
        error = failed
    with unit_of_work() as session:
        if error is not None:
            error = _with_status(session, account_id, error)
        values = {"account_id": account_id, "partition": partition, "last_checked_at": func.now()}
        last_error = error.message if error else None
        session.execute(update(AwsAccount).where(AwsAccount.id == account.id).values(last_error=last_error, **values))
    return Reached(account_id, regions, error, partition, is_lead) if account_id else None


def _with_status(session: Session, account_id: str | None, error: AwsError) -> AwsError:
    """The error with what the organization says of the account, where it was closed or suspended."""
    known = session.get(OrganizationAccount, account_id) if account_id else None
    if known is None or known.status in (None, "ACTIVE"):
        return error
    said = f"Its organization says that account {account_id} is {known.status}; what is known of it is kept."
    return AwsError(error.kind, error.code, f"{said} {error.message}")


def _write(session: Session, run_id: int, reached: list[Reached], trouble: AwsError | None) -> None:
    run = session.get_one(SyncRun, run_id, with_for_update=True)
    if run.status not in ACTIVE or run.is_planned:
        return
    wanted = run.collectors or list(COLLECTORS)
    for found in reached:
        if run.account_ids is not None and found.account_id not in run.account_ids:
            continue
        for collector in wanted:
            for region in _regions(collector, found):
                if _is_asked(session, run, found, region, collector):
                    _step(session, run, found, region, collector)
    run.is_planned = True
    if trouble is not None:
        run.error = trouble.message
    session.flush()
    if not session.scalar(select(func.count()).where(SyncStep.run_id == run_id)) and run.error is None:
        run.error = "No configured account and Region fits what was asked for. Add an account under Administration."


def _regions(collector: str, found: Reached) -> tuple[str, ...]:
    return places.regions_of(collector, found.regions, found.partition, is_lead=found.is_lead, queues=found.queues)


def _is_asked(session: Session, run: SyncRun, found: Reached, region: str, collector: str) -> bool:
    """Whether the run is about it; a schedule over everything leaves out what costs money and was read a while ago."""
    if collector not in places.ONCE:
        return run.regions is None or region in run.regions
    if run.collectors is not None:
        return True  # asked for by name; it has no Region of its own
    if run.regions is not None and region not in run.regions:
        return False
    good = coverage.previous_good(session, found.account_id, region, collector)
    fresh_since = datetime.now(UTC) - places.AT_MOST_EVERY[collector]
    return run.trigger != "schedule" or good is None or good < fresh_since


def _step(session: Session, run: SyncRun, found: Reached, region: str, collector: str) -> None:
    values: dict[str, object] = {}
    if found.error is not None:
        values = {
            "status": "failed",
            "complete": False,
            "error": found.error.message,
            "error_kind": found.error.kind.value,
            "finished_at": func.now(),
        }
        coverage.record_failure(session, found.account_id, region, collector, found.error)
    key = {"run_id": run.id, "account_id": found.account_id, "region": region, "collector": collector}
    session.execute(insert(SyncStep).values(**key, **values).on_conflict_do_nothing())
