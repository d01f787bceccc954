"""Reports by schedule, and the log of mails with reports."""

from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from app.schemas.common import Answer, Body, Paging, PlainText, UtcTime
from app.schemas.reports import ReportRequest
from app.schemas.users import Email, given

MAX_RECIPIENTS = 50


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("is not a time zone such as Europe/Berlin or UTC")
    return value


def _without_recipients(value: ReportRequest) -> ReportRequest:
    if value.email_to:
        raise ValueError("email_to stands beside the report, not in it")
    return value


ScheduleName = Annotated[PlainText, AfterValidator(str.strip), Field(min_length=1, max_length=100)]
Cron = Annotated[PlainText, Field(min_length=9, max_length=200, examples=["0 7 * * MON"])]
TimeZone = Annotated[PlainText, Field(max_length=64, examples=["Europe/Berlin"]), AfterValidator(_zone)]
Recipients = Annotated[list[Email], Field(max_length=MAX_RECIPIENTS)]
UserIds = Annotated[list[Annotated[int, Field(ge=1, le=2**31 - 1)]], Field(max_length=MAX_RECIPIENTS)]
Repeated = Annotated[ReportRequest, AfterValidator(_without_recipients)]


class NewReportSchedule(Body):
    """A report to make at times: minute, hour, day of month, month, day of week, in a time zone.

    A time that a change of the clock skips is made up for when it is over; one that comes twice is used once.
    `email_users` are users by id, at the address that they have when it is sent.
    """

    name: ScheduleName
    report: Repeated
    cron: Cron
    time_zone: TimeZone = "UTC"
    email_to: Recipients = Field(default_factory=list)
    email_users: UserIds = Field(default_factory=list)
    is_enabled: bool = True


class ReportScheduleChange(Body):
    """The members to change; the others stay."""

    name: Annotated[ScheduleName | SkipJsonSchema[None], AfterValidator(given)] = None
    report: Annotated[Repeated | SkipJsonSchema[None], AfterValidator(given)] = None
    cron: Annotated[Cron | SkipJsonSchema[None], AfterValidator(given)] = None
    time_zone: Annotated[TimeZone | SkipJsonSchema[None], AfterValidator(given)] = None
    email_to: Annotated[Recipients | SkipJsonSchema[None], AfterValidator(given)] = None
    email_users: Annotated[UserIds | SkipJsonSchema[None], AfterValidator(given)] = None
    is_enabled: Annotated[bool | SkipJsonSchema[None], AfterValidator(given)] = None

    @model_validator(mode="after")
    def _something(self) -> "ReportScheduleChange":
        if not self.model_fields_set:
            raise ValueError("name at least one member to change")
        return self


class ReportScheduleAnswer(Answer):
    """A schedule with its next times (none while it is paused) and what came of the last one.

    `missed_runs` counts times that passed while nothing ran; of several that were missed together one is made up for.
    """

    id: int
    name: str
    owner: str
    report: dict[str, Any]
    cron: str
    cron_in_words: str
    time_zone: str
    email_to: list[str]
    email_users: list[int]
    is_enabled: bool
    next_run_at: UtcTime | None
    upcoming: list[UtcTime]
    last_run_at: UtcTime | None
    last_report_id: int | None
    last_error: str | None
    missed_runs: int
    last_missed_at: UtcTime | None
    created_at: UtcTime


DeliveryStatus = Literal["waiting", "sent", "failed"]


class DeliveryAnswer(Answer):
    """A report to one address. `form` tells whether the file was attached or a link was sent; null: not sent yet."""

    id: int
    report_id: int | None
    schedule_id: int | None
    recipient: str
    status: DeliveryStatus
    form: Literal["attachment", "link"] | None
    attempts: int
    error: str | None
    created_at: UtcTime
    next_attempt_at: UtcTime | None = Field(description="Null unless it waits.")
    sent_at: UtcTime | None


class DeliveryQuery(Paging):
    """Filters and page of the log of deliveries, newest first."""

    report_id: int | None = Field(None, ge=1, le=2**31 - 1)
    schedule_id: int | None = Field(None, ge=1, le=2**31 - 1)
    status: list[DeliveryStatus] | None = Field(None, description="Any of these.")
