"""Mails with reports as rows: who may write to whom, what waits, and the log of what came of it."""

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError
from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.core.problems import Forbidden, NotFound, TooMany, invalid
from app.core.queue import celery_app
from app.core.request_id import request_id
from app.core.roles import Capability
from app.db import paging
from app.models.delivery import ReportDelivery
from app.models.reports import Report
from app.models.users import User
from app.schemas.caller import Caller
from app.schemas.common import Page
from app.schemas.delivery import MAX_RECIPIENTS, DeliveryAnswer, DeliveryQuery
from app.services.audit import trail
from app.services.reports import mail

log = logging.getLogger(__name__)
MAX_A_DAY = 1000
MAX_ID = 2**31 - 1
DAY = timedelta(days=1)


def recipients(session: Session, caller: Caller, addresses: Sequence[str], user_ids: Sequence[int] = ()) -> list[str]:
    """The addresses to write to, each once; those of users are the ones they have now, if they are active.

    Raises Invalid where there is no mail server, a domain is not allowed or there are too many; Forbidden for an
    address that is not one's own without the capability to send.
    """
    if not addresses and not user_ids:
        return []
    if not mail.is_set_up():
        raise invalid("email_to", "e-mail is not set up here (SMTP_URL); leave it out and download the file")
    people = select(User.email).where(User.id.in_(user_ids), User.is_active).order_by(User.id)
    distinct = {one.casefold(): one for one in (*addresses, *session.scalars(people))}
    if len(distinct) > MAX_RECIPIENTS:
        raise invalid("email_to", f"a report goes to {MAX_RECIPIENTS} addresses at most")
    own = session.scalar(select(User.email).where(User.id == caller.user_id)) or ""
    if not caller.may(Capability.SEND) and distinct.keys() - {own.casefold()}:
        raise Forbidden("You may have reports sent only to your own address.")
    domains = {domain.lower().removeprefix("@") for domain in get_settings().email_domains}
    if foreign := [one for one in distinct.values() if domains and one.rpartition("@")[2].lower() not in domains]:
        raise invalid("email_to", f"'{foreign[0]}' is outside the domains that mails may go to (EMAIL_DOMAINS)")
    return list(distinct.values())


def add(
    session: Session, caller: Caller, report: Report, addresses: Iterable[str], schedule_id: int | None = None
) -> None:
    """Have the report sent to these once it is written. Raises TooMany over the number that a user may send a day."""
    rows = [
        ReportDelivery(report_id=report.id, schedule_id=schedule_id, user_id=caller.user_id, recipient=address)
        for address in addresses
    ]
    if not rows:
        return
    today = select(func.count()).where(
        ReportDelivery.user_id == caller.user_id, ReportDelivery.created_at > datetime.now(UTC) - DAY
    )
    if (session.scalar(today) or 0) + len(rows) > MAX_A_DAY:
        raise TooMany(f"You may have {MAX_A_DAY} mails sent a day; there are no more left today.", retry_after=3600)
    session.add_all(rows)
    trail.record(session, caller, "report.send", f"report {report.id}", {"to": [row.recipient for row in rows]})


def give_up(session: Session, report_id: int, reason: str) -> None:
    """What waits for this report is not sent, for a reason."""
    waiting = update(ReportDelivery).where(ReportDelivery.report_id == report_id, ReportDelivery.status == "waiting")
    session.execute(waiting.values(status="failed", error=reason))


def wait_again(session: Session, report_id: int) -> None:
    """The report is written again: what was not sent before waits for it."""
    failed = update(ReportDelivery).where(ReportDelivery.report_id == report_id, ReportDelivery.status == "failed")
    session.execute(failed.values(status="waiting", error=None, attempts=0, next_attempt_at=func.now()))


def send(report_id: int) -> None:
    """Ask a worker to send what waits for this report; the tick does where that cannot be said now."""
    try:
        headers = {"request_id": request_id.get()}
        celery_app.send_task("reports.deliver", args=[report_id], headers=headers)
    except (BrokerError, RedisError, OSError) as error:
        log.warning("delivery not sent to a worker; the tick will", extra={"report": report_id, "error": str(error)})


def _visible(caller: Caller) -> Select[ReportDelivery]:
    """One's own; an administrator's view has all."""
    mails = select(ReportDelivery)
    return mails if caller.may(Capability.ADMIN) else mails.where(ReportDelivery.user_id == caller.user_id)


def find(session: Session, caller: Caller, delivery_id: int) -> ReportDelivery:
    """The mail, locked. Raises NotFound, also for somebody else's."""
    wanted = _visible(caller).where(ReportDelivery.id == delivery_id).with_for_update()
    row = session.scalars(wanted).one_or_none() if 0 < delivery_id <= MAX_ID else None
    if row is None:
        raise NotFound(f"There is no mail {delivery_id}.")
    return row


def page(session: Session, caller: Caller, query: DeliveryQuery) -> Page[DeliveryAnswer]:
    """The caller's deliveries (an administrator's: all), newest first. Raises Invalid for a cursor of another list."""
    matching = _visible(caller)
    if query.report_id is not None:
        matching = matching.where(ReportDelivery.report_id == query.report_id)
    if query.schedule_id is not None:
        matching = matching.where(ReportDelivery.schedule_id == query.schedule_id)
    if query.status:
        matching = matching.where(ReportDelivery.status.in_(query.status))
    found = paging.page(session, matching, query, "-id", {"id": ReportDelivery.id}, unique=ReportDelivery.id)
    return Page[DeliveryAnswer].of(query, found, map(shown, found.rows))


def shown(row: ReportDelivery) -> DeliveryAnswer:
    """The mail as the API shows it: what does not wait has no next attempt."""
    answer = DeliveryAnswer.model_validate(row)
    return answer if row.status == "waiting" else answer.model_copy(update={"next_attempt_at": None})
