"""Reports: what is asked for, and how far it is."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.schemas.common import Answer, Body, PlainText, UtcTime
from app.schemas.plan import FieldName, Plan, Scalar
from app.schemas.users import Email

ReportType = Literal["inventory", "usage", "billing", "events", "recommendations", "changes", "query"]
ReportFormat = Literal["csv", "xlsx"]
ReportStatus = Literal["queued", "running", "completed", "failed", "expired"]
Header = Literal["names", "labels"]
FilterValue = Scalar | Annotated[list[Scalar], Field(max_length=1000)]


class ReportRequest(Body):
    """What to write.

    `filters` speaks the vocabulary of the list endpoints: `{"state": "AVAILABLE", "days_since_connected.gt": 30,
    "tag.department": ["A", "B"], "q": "ada", "sort": "-last_connected_at"}`. A report has every row that matches.
    """

    report_type: ReportType
    format: ReportFormat = "csv"
    filters: dict[FieldName, FilterValue] = Field(default_factory=dict, max_length=50)
    columns: list[FieldName] | None = Field(default=None, min_length=1, max_length=100)
    plan: Plan | None = Field(default=None, description="For `query`: any plan; every row unless it has a limit.")
    name: Annotated[PlainText, Field(min_length=1, max_length=100)] | None = None
    header: Header | None = Field(default=None, description="First line: names (CSV's default) or labels (Excel's).")
    bom: bool = Field(default=False, description="CSV: a byte order mark, for programs that need it to see UTF-8.")
    email_to: list[Email] = Field(default_factory=list, max_length=50)


class ReportMail(Body):
    """To whom a report is sent that was asked for already."""

    email_to: list[Email] = Field(min_length=1, max_length=50)


class ReportStarted(Answer):
    """The report that was made."""

    id: int
    status: ReportStatus


class ReportAnswer(Answer):
    """A report. `download_url` is there once it is completed; `checksum` is the SHA-256 of the file in hex."""

    id: int
    report_type: ReportType
    name: str | None
    format: ReportFormat
    status: ReportStatus
    progress: int
    row_count: int | None
    size_bytes: int | None
    checksum: str | None
    error: str | None
    requested_by: str
    plan: dict[str, Any]
    created_at: UtcTime
    started_at: UtcTime | None
    finished_at: UtcTime | None
    expires_at: UtcTime | None
    download_url: str | None
