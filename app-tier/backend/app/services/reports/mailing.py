"""Mails that are asked for by hand: a report that is there already, and one that did not arrive."""

from collections.abc import Sequence

from sqlalchemy import func

from app.core.problems import Conflict
from app.db.session import unit_of_work
from app.models.reports import Report
from app.schemas.caller import Caller
from app.schemas.delivery import DeliveryAnswer
from app.services.audit import trail
from app.services.reports import deliveries, requests

OVER = ("failed", "expired")


def send_report(caller: Caller, report_id: int, addresses: Sequence[str]) -> Report:
    """Send it to these, at once or when it is written.

    Raises NotFound, Conflict for one that failed or expired, Forbidden and Invalid for addresses, TooMany.
    """
    with unit_of_work() as session:
        report = requests.find(session, caller, report_id, lock=True)
        if report.status in OVER:
            raise Conflict(f"Report {report_id} is {report.status}: write it again first.")
        deliveries.add(session, caller, report, deliveries.recipients(session, caller, addresses))
    if report.status == "completed":
        deliveries.send(report_id)
    return report


def send_again(caller: Caller, delivery_id: int) -> DeliveryAnswer:
    """Try a mail again that failed. Raises NotFound, Conflict; Forbidden, Invalid where its address is refused now."""
    with unit_of_work() as session:
        row = deliveries.find(session, caller, delivery_id)
        if row.status != "failed":
            raise Conflict(f"The mail is {row.status}: only one that failed is sent again.")
        report = session.get(Report, row.report_id) if row.report_id is not None else None
        if report is None or report.status in OVER:
            raise Conflict("The report of this mail is not there any more.")
        deliveries.recipients(session, caller, [row.recipient])
        row.status, row.error, row.attempts, row.next_attempt_at = "waiting", None, 0, func.now()
        trail.record(session, caller, "report.send", f"report {report.id}", {"to": [row.recipient], "again": True})
        session.flush()
        session.refresh(row)
        answer = deliveries.shown(row)
    if report.status == "completed":
        deliveries.send(report.id)
    return answer
