"""Reports: files with every row of a question, made in the background."""

import re
from base64 import b64encode
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from app.api.dependencies import SessionDep, Viewer, paced, source_ip
from app.models.reports import Report
from app.schemas.caller import Caller
from app.schemas.common import Page, Paging
from app.schemas.reports import ReportAnswer, ReportMail, ReportRequest, ReportStarted
from app.services.reports import delivering, mailing, names, progress, requests

router = APIRouter(prefix="/reports", tags=["reports"])
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind.partition(";")[0]: {} for kind in names.MEDIA_TYPES.values()}}
}
IfNoneMatch = Annotated[str | None, Header()]


@router.post("/generate", name="generate", status_code=202)
def generate_report(viewer: Viewer, asked: ReportRequest) -> ReportStarted:
    """Ask for a report: rows that match, within the accounts its owner may see when it is written.

    With `email_to` it is sent there, too: to any address by those who may `send`, to one's own by everybody.
    """
    return ReportStarted.model_validate(requests.generate(viewer, asked))


@router.get("", name="list")
def list_reports(session: SessionDep, viewer: Viewer, query: Annotated[Paging, Query()]) -> Page[ReportAnswer]:
    """One's own reports, newest first; administrators see all."""
    return requests.page(session, viewer, query)


@router.get("/{report_id}", name="read", response_model=ReportAnswer, responses=_FILE)
def read_report(
    report_id: int, session: SessionDep, viewer: Viewer, download: bool = False, if_none_match: IfNoneMatch = None
) -> ReportAnswer | Response:
    """How far a report is; `?download=1` gives its file."""
    if download:
        return _file(viewer, report_id, if_none_match)
    return progress.answer(requests.find(session, viewer, report_id))


@router.get("/{report_id}/download", name="download", response_class=StreamingResponse, responses=_FILE)
def download_report(report_id: int, viewer: Viewer, if_none_match: IfNoneMatch = None) -> Response:
    """The file. 409 while it is not ready, 410 when it has expired."""
    return _file(viewer, report_id, if_none_match)


@router.get(
    "/shared/{secret}",
    name="shared",
    response_class=StreamingResponse,
    responses=_FILE,
    dependencies=[Depends(paced)],
)
def download_shared_report(
    request: Request, secret: Annotated[str, Path(max_length=100)], if_none_match: IfNoneMatch = None
) -> Response:
    """The file behind a link that was mailed: whoever has the link may fetch it, for as long as the report is kept."""
    return _sent(delivering.shared(secret, source_ip(request)), if_none_match)


@router.post("/{report_id}/retry", name="retry", status_code=202)
def retry_report(report_id: int, viewer: Viewer) -> ReportStarted:
    """Write a report again that failed or expired."""
    return ReportStarted.model_validate(requests.retry(viewer, report_id))


@router.post("/{report_id}/send", name="send", status_code=202)
def send_report(report_id: int, viewer: Viewer, asked: ReportMail) -> ReportStarted:
    """Send a report by e-mail, at once or when it is written. 409 for one that failed or expired.

    To any address by those who may `send`, to one's own by everybody.
    """
    return ReportStarted.model_validate(mailing.send_report(viewer, report_id, asked.email_to))


@router.delete("/{report_id}", name="delete", status_code=204)
def delete_report(report_id: int, viewer: Viewer) -> None:
    """Remove a report and its file; one that is being written is stopped."""
    requests.delete(viewer, report_id)


def _file(viewer: Caller, report_id: int, known: str | None) -> Response:
    return _sent(requests.ready(viewer, report_id), known)


def _sent(report: Report, known: str | None) -> Response:
    """The file with its checksum: as the tag, and as RFC 9530 has it."""
    digest = b64encode(bytes.fromhex(report.checksum or "")).decode()
    headers = {
        "ETag": f'"{report.checksum}"',
        "Repr-Digest": f"sha-256=:{digest}:",
        "Content-Disposition": _disposition(report),
    }
    if known is not None and report.checksum is not None and report.checksum in known:
        return Response(status_code=304, headers=headers)
    stored = requests.file(report)
    headers["Content-Length"] = str(stored.size)
    return StreamingResponse(stored.chunks, media_type=names.MEDIA_TYPES[report.format], headers=headers)


def _disposition(report: Report) -> str:
    """RFC 6266: a plain name for everybody, and the name as it was given for those who can read it (RFC 8187)."""
    name = names.of(report)
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
