"""What the usage of one WorkSpace is asked with and answered by."""

from datetime import date
from typing import Literal

from pydantic import Field

from app.schemas.common import Answer, Body, UtcTime

Granularity = Literal["month", "day", "hour"]
_BOUND = "A month (2026-01), a day (2026-01-31) or a time (2026-01-31T08:00:00Z), UTC; the period that holds it counts"


class SpanQuery(Body):
    """Which span, both bounds included: the last 31 days where none is given."""

    since: str | None = Field(None, alias="from", max_length=40, description=f"{_BOUND}.")
    until: str | None = Field(None, alias="to", max_length=40, description=f"{_BOUND}.")


class UsageQuery(SpanQuery):
    """Which periods, both bounds included: all there is where none is given (by the hour: the last 31 days)."""

    granularity: Granularity = "month"


class UsageItem(Answer):
    """One period. Null is unknown; `billed_hours` is also null where the WorkSpace is not billed by the hour.

    `coverage`: hours that CloudWatch has told of, as a part of the hours that have passed, 0 to 1. A session counts in
    the period in which it begins. `source` `version_1`: a month that only the imported database of version 1 knows.
    """

    period: str
    connected_hours: int | float | None
    billed_hours: int | None
    sessions: int | None
    coverage: float
    source: Literal["measured", "version_1"]


class UsageAnswer(Answer):
    """The periods that have begun and in which the WorkSpace existed, oldest first; whole hours of UTC."""

    workspace_id: str
    granularity: Granularity
    items: list[UsageItem]
    total_connected_hours: int | float | None


class SessionItem(Answer):
    """One run of connected hours. Not known: there is no measurement of the hour before or after it."""

    started_at: UtcTime
    ended_at: UtcTime
    hours: int
    start_known: bool
    end_known: bool


class SessionsAnswer(Answer):
    """The sessions that touch the span, newest first."""

    workspace_id: str
    items: list[SessionItem]


class ExperienceItem(Answer):
    """One day: average, 95th percentile and maximum of each metric; null where it was not measured."""

    day: date
    latency_ms_avg: float | None
    latency_ms_p95: float | None
    latency_ms_max: float | None
    cpu_percent_avg: float | None
    cpu_percent_p95: float | None
    cpu_percent_max: float | None
    memory_percent_avg: float | None
    memory_percent_p95: float | None
    memory_percent_max: float | None
    root_volume_percent_avg: float | None
    root_volume_percent_p95: float | None
    root_volume_percent_max: float | None
    user_volume_percent_avg: float | None
    user_volume_percent_p95: float | None
    user_volume_percent_max: float | None
    launch_seconds_avg: float | None
    launch_seconds_p95: float | None
    launch_seconds_max: float | None
    packet_loss_percent_avg: float | None
    packet_loss_percent_p95: float | None
    packet_loss_percent_max: float | None


class ExperienceAnswer(Answer):
    """The days that were measured, oldest first."""

    workspace_id: str
    items: list[ExperienceItem]
