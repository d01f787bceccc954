"""Syncs that run by themselves."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.schemas.common import Answer, Body, PlainText, UtcTime
from app.schemas.sync import Names
from app.schemas.users import given

Minutes = Annotated[int, Field(ge=1, le=44_640)]
Name = Annotated[PlainText, AfterValidator(str.strip), Field(min_length=1, max_length=100)]


class NewSchedule(Body):
    """A schedule to make. Null lists mean all."""

    name: Name
    interval_minutes: Minutes
    collectors: Names | None = None
    account_ids: Names | None = None
    regions: Names | None = None
    is_enabled: bool = True


class ScheduleChange(Body):
    """The members to change; the others stay."""

    name: Annotated[Name | None, AfterValidator(given)] = None
    interval_minutes: Annotated[Minutes | None, AfterValidator(given)] = None
    collectors: Names | None = None
    account_ids: Names | None = None
    regions: Names | None = None
    is_enabled: Annotated[bool | None, AfterValidator(given)] = None


class ScheduleAnswer(Answer):
    """A schedule; `next_run_at` is null while it is disabled.

    `is_late`: it is due for longer than a tick takes, because nothing runs that could start it, or because its scope
    is still being synced. `missed_runs`: how many were left out altogether, the last time at `last_missed_at`.
    """

    id: int
    name: str
    collectors: list[str] | None
    account_ids: list[str] | None
    regions: list[str] | None
    interval_minutes: int
    is_enabled: bool
    last_run_at: UtcTime | None
    next_run_at: UtcTime | None
    is_late: bool
    missed_runs: int
    last_missed_at: UtcTime | None
