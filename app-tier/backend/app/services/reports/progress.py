"""How far a report is: in its row, and pushed to its owner."""

import logging

import orjson
from redis.exceptions import RedisError
from sqlalchemy import update

from app.core.redis import get_redis, stream_channel
from app.db.session import unit_of_work
from app.models.reports import Report
from app.schemas.reports import ReportAnswer
from app.services.reports.problems import Cancelled

log = logging.getLogger(__name__)


def answer(report: Report) -> ReportAnswer:
    """The report as its owner sees it."""
    columns = {name: getattr(report, name) for name in ReportAnswer.model_fields if name != "download_url"}
    there = report.status == "completed"
    return ReportAnswer(**columns, download_url=f"/api/reports/{report.id}/download" if there else None)


def tell(report_id: int, percent: int) -> None:
    """Note how far it is and tell its owner. Raises Cancelled when it was deleted."""
    with unit_of_work() as session:
        still = update(Report).where(Report.id == report_id, Report.status == "running")
        if session.execute(still.values(progress=percent).returning(Report.id)).one_or_none() is None:
            raise Cancelled
    publish(report_id)


def publish(report_id: int) -> None:
    """Tell the owner how it stands. Best effort: a page that misses it reads the row."""
    with unit_of_work() as session:
        report = session.get(Report, report_id)
        if report is None or report.user_id is None:
            return
        message = {"event": "report", "user_id": report.user_id, "data": answer(report).model_dump(mode="json")}
    try:
        get_redis().publish(stream_channel(), orjson.dumps(message))
    except RedisError as error:
        log.warning("progress of a report not published", extra={"report": report_id, "error": str(error)})
