"""Locking a month for chargeback: its rows are kept as they are, and never change again; a new version may follow."""

from datetime import UTC, date, datetime

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from app.core.problems import Conflict, Forbidden, invalid
from app.models.chargeback import ChargebackLock
from app.schemas.caller import Caller
from app.schemas.chargeback import LockAnswer, Locks, NewLock
from app.services.audit import trail
from app.services.costs import chargeback, chargeback_rows
from app.services.costs.months import following

_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('chargeback', 0))")
MOST_LISTED = 1_000


def lock(session: Session, admin: Caller, new: NewLock, now: datetime | None = None) -> LockAnswer:
    """Lock a month, or make another version of one that is.

    Raises Invalid for a month that is not over, Conflict for one that is locked where no reason is given and for one
    without costs, Forbidden for a caller who may not see all accounts.
    """
    if admin.account_scope is not None:
        raise Forbidden("A month is locked for all accounts: your own user is limited to certain ones.")
    month, today = date.fromisoformat(f"{new.month}-01"), (now or datetime.now(UTC)).date()
    if following(month) > today:
        raise invalid("month", f"{new.month} is not over")
    connection = session.connection()
    connection.execute(_ONE_AT_A_TIME)
    of_month = (ChargebackLock.month == month, ChargebackLock.source == new.source)
    newest = session.scalar(select(func.max(ChargebackLock.version)).where(*of_month)) or 0
    if newest and new.reason is None:
        raise Conflict(f"{new.month} is locked (version {newest}). Give a reason to make a new version.")
    made = ChargebackLock(
        month=month,
        source=new.source,
        version=newest + 1,
        reason=new.reason,
        locked_by=admin.username,
        assumptions=chargeback.assumptions(new.source),
        billed={account_id: str(cost) for account_id, cost in chargeback.billed(connection, month).items()},
    )
    session.add(made)
    session.flush()
    session.refresh(made)
    names, rows = chargeback_rows.to_keep(made.id, month, new.source)
    kept = connection.execute(insert(chargeback_rows.ROWS).from_select(names, rows)).rowcount
    if not kept:
        raise Conflict(f"There is no {new.source} cost of {new.month}.")
    detail = {**new.model_dump(), "version": made.version, "workspaces": kept}
    trail.record(session, admin, "chargeback.lock", f"chargeback {new.month}", detail)
    return _answer(made)


def listed(session: Session) -> Locks:
    """Locked months with their versions, the newest first."""
    order = (ChargebackLock.month.desc(), ChargebackLock.source, ChargebackLock.version.desc())
    rows = session.scalars(select(ChargebackLock).order_by(*order).limit(MOST_LISTED))
    return Locks(items=[_answer(row) for row in rows])


def _answer(row: ChargebackLock) -> LockAnswer:
    facts = {name: getattr(row, name) for name in ("source", "version", "reason", "locked_at", "locked_by")}
    return LockAnswer(month=f"{row.month:%Y-%m}", **facts)
